package haneul.services.identity.domain;

import java.util.List;

/**
 * Which tags projects have.
 *
 * @param all every one of these
 * @param any one of these at least; empty: no matter
 * @param notAll not all of these together; empty: no matter
 * @param none not one of these
 */
public record TagFilter(
    List<String> all, List<String> any, List<String> notAll, List<String> none) {}
