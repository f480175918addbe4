/** `alpine`, `python:3.12-slim`, `registry.example:5000/team/tool@sha256:…`; never an id of an image alone. */
export const imageName =
  /^(?!(?:sha256:)?[0-9a-f]{12,64}$)(?=.{1,300}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\d{1,5}(?=\/))?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;
