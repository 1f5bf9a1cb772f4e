/**
 * {@code haneul submodule}: one command for a repository and all repositories in it. Everything is
 * done by the user's own git program, so that hooks, signing, credentials and configuration are
 * his.
 */
@NullMarked
package haneul.tools.submodule;

import org.jspecify.annotations.NullMarked;
