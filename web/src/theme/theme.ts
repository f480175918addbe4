import { ActionIcon, Button, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const aegean: MantineColorsTuple = [
  '#edf7fb',
  '#d5eff8',
  '#afdef1',
  '#83c9e4',
  '#54b0d2',
  '#3096b9',
  '#1a7ea0',
  '#0c6a89',
  '#06556f',
  '#063f54',
];
/** Mantine takes its neutral greys from these two; without them sliders and segments turn brownish. */
const gray: MantineColorsTuple = [
  '#f8fafa',
  '#eef2f4',
  '#e1e6e8',
  '#c6cdd0',
  '#a7b0b5',
  '#87929a',
  '#5d686d',
  '#445055',
  '#29353a',
  '#152126',
];
const dark: MantineColorsTuple = [
  '#e7ecee',
  '#b3bdc1',
  '#929da2',
  '#6f7b81',
  '#435055',
  '#29353a',
  '#1f2a2e',
  '#172023',
  '#131b1e',
  '#10171a',
];

export const theme = createTheme({
  primaryColor: 'aegean',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  black: '#0b1214',
  colors: { aegean, gray, dark },
  fontFamily: 'var(--font-ui)',
  fontFamilyMonospace: 'var(--font-code)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '20px' },
  lineHeights: { md: '1.5385' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '8px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'md' },
      vars: (_theme, props) =>
        props.size === 'lg'
          ? { root: { '--button-height': 'var(--ctl-lg)', '--button-padding-x': '16px', '--button-fz': '13px' } }
          : { root: { '--button-height': 'var(--ctl)', '--button-padding-x': '10px', '--button-fz': '13px' } },
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: 'subtle', color: 'gray' },
      vars: () => ({ root: { '--ai-size': 'var(--ctl)' } }),
    }),
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 }, transitionProps: { duration: 120 } },
    },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
  },
});

const tokens = {
  '--mantine-color-body': 'var(--bg)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-2)',
  '--mantine-color-dimmed': 'var(--text-2)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--fail-text)',
};

/** Mantine's own variables answer to our tokens, in both schemes. */
export const resolver: CSSVariablesResolver = () => ({ variables: {}, light: tokens, dark: tokens });
