/**
 * The shape that a translation of the English words `T` must have.
 * English has a form for one (`rows_one`) and one for many (`rows_other`); Chinese needs only the second.
 */
export type Translation<T> = {
  [Key in keyof T as Key extends `${string}_one` ? never : Key]: T[Key] extends string ? string : Translation<T[Key]>;
};
