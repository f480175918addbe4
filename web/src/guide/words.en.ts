/** Words of the guide's page. */
export const guide = {
  title: 'Guide',
  analysts: 'For analysts',
  operators: 'For operators',
};
