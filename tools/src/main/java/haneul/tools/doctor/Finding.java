package haneul.tools.doctor;

/**
 * Something that is wrong.
 *
 * @param what a sentence that names the thing and what it does to users
 * @param mend what to do, with commands where there are any
 */
record Finding(Importance importance, String what, String mend) {}
