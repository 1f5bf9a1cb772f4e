package haneul.base.host;

import haneul.base.id.ImageId;

/**
 * The image a root disk is based on.
 *
 * @param diskFormat {@code qcow2} or {@code raw}, or {@code iso} for a CD-ROM beside an empty disk
 * @param sizeBytes of the file
 * @param sha512 of the file, in hexadecimal: also the name in a host's cache, so that equal images
 *     are kept once
 */
public record ImageRef(ImageId id, String diskFormat, long sizeBytes, String sha512) {}
