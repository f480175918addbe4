/** Patterns of what a volume is called, and of where it is found in a task's folder: no part is `.` or `..`. */
export const volumeName = '^[A-Za-z0-9][A-Za-z0-9._#@+=~-]{0,254}$';
export const volumePath =
  '^(?!.*(^|/)\\.{1,2}(/|$))[^/\\u0000-\\u001f\\u007f-\\u009f][^\\u0000-\\u001f\\u007f-\\u009f]{0,254}$';
