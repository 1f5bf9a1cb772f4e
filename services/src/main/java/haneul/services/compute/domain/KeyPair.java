package haneul.services.compute.domain;

import haneul.base.id.UserId;
import java.time.Instant;

/**
 * A user's public key.
 *
 * @param number what the API shows as its {@code id}
 * @param type {@code ssh} or {@code x509}
 */
public record KeyPair(
    UserId user,
    String name,
    long number,
    String type,
    String publicKey,
    String fingerprint,
    Instant createdAt) {}
