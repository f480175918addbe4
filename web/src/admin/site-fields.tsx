import { Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from '../catalogue/use-translation.ts';

/** What can be changed of a site, as it is typed: addresses one a line. */
export interface TypedSite {
  readonly name: string;
  readonly trusted: boolean;
  readonly redirectUris: string;
  readonly signOutUris: string;
  readonly backChannelUri: string;
}

export const emptySite: TypedSite = {
  name: '',
  trusted: false,
  redirectUris: '',
  signOutUris: '',
  backChannelUri: '',
};

export function siteBody(typed: TypedSite) {
  return {
    name: typed.name.trim(),
    trusted: typed.trusted,
    redirectUris: lines(typed.redirectUris),
    signOutUris: lines(typed.signOutUris),
    backChannelUri: typed.backChannelUri.trim() || null,
  };
}

function lines(text: string): string[] {
  return text.split(/\s+/).filter((line) => line !== '');
}

export function SiteFields({ value, change }: { value: TypedSite; change: (value: TypedSite) => void }) {
  const { t } = useTranslation();
  const set = (part: Partial<TypedSite>) => change({ ...value, ...part });
  return (
    <>
      <TextInput
        label={t('files.name')}
        value={value.name}
        autoComplete="off"
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t('sites.back')}
        description={t('sites.backHint')}
        placeholder="https://grafana.example.org/login/generic_oauth"
        autosize
        minRows={1}
        spellCheck={false}
        value={value.redirectUris}
        onChange={(event) => set({ redirectUris: event.currentTarget.value })}
      />
      <Textarea
        label={`${t('sites.signOutTo')} (${t('parts.optional')})`}
        autosize
        minRows={1}
        spellCheck={false}
        value={value.signOutUris}
        onChange={(event) => set({ signOutUris: event.currentTarget.value })}
      />
      <TextInput
        label={`${t('sites.backChannel')} (${t('parts.optional')})`}
        spellCheck={false}
        value={value.backChannelUri}
        onChange={(event) => set({ backChannelUri: event.currentTarget.value })}
      />
      <Switch
        label={t('sites.trusted')}
        checked={value.trusted}
        onChange={(event) => set({ trusted: event.currentTarget.checked })}
      />
    </>
  );
}
