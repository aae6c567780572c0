/** Names that other programs read or run because of where they are. @module */

/**
 * Names that, put into a home folder, change what a login, a shell, a key or a desktop does. Not
 * complete, as no such list can be: it is for the question whether a person is to be asked by name.
 */
const SENSITIVE = new Set([
  ".ssh",
  ".gnupg",
  ".config",
  ".local",
  ".profile",
  ".login",
  ".bashrc",
  ".bash_profile",
  ".bash_login",
  ".bash_logout",
  ".zshrc",
  ".zshenv",
  ".zprofile",
  ".zlogin",
  ".cshrc",
  ".tcshrc",
  ".kshrc",
  ".netrc",
  ".gitconfig",
  ".npmrc",
  ".pypirc",
  ".vimrc",
  ".emacs",
  ".xinitrc",
  ".xprofile",
  ".xsession",
  ".rhosts",
  ".forward",
  "library",
  "autorun.inf",
  "desktop.ini",
  "startup",
]);

/** Whether a top-level name deserves a question of its own, whatever the case of its letters. */
export function isSensitiveName(name: string): boolean {
  return SENSITIVE.has(name.toLowerCase());
}
