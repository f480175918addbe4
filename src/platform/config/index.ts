/** Settings alone, for what starts before anything else of the platform is needed. */
export { BadSetting, type Loaded, loadSettings, showSettings, variableOf } from './load.ts';
export { asBytes } from './setting.ts';
export { type Settings, settings } from './settings.ts';
