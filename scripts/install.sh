#!/bin/sh
# Installs sluice from a release: downloads an archive, checks its SHA-256 and puts the executable
# into a folder of the user's. Needs no root, changes no shell profile.
#
#   curl -fsSL https://github.com/sluice/sluice/releases/latest/download/install.sh | sh
#   curl -fsSL https://github.com/sluice/sluice/releases/latest/download/install.sh | sh -s -- --help
#
# For any POSIX shell. Everything is in functions and the last line calls them, so that a script
# which was cut on its way runs nothing.

# zsh ends the EXIT trap of a function with the function, unless it behaves as sh.
if [ -n "${ZSH_VERSION-}" ]; then emulate sh; fi
set -eu

REPOSITORY=https://github.com/sluice/sluice
# scripts/release.ts replaces it by the version of the release that the script is attached to.
DEFAULT_VERSION=latest
# The oldest GNU C library that the runtime is linked against (scripts/targets.ts).
MINIMUM_GLIBC=2.27
# How long an executable may take to say its version.
ANSWER_SECONDS=10
NEWLINE='
'

usage() {
  cat <<EOF || die 74 "cannot write to standard output"
Installs sluice, or another version of it, for this user.

usage: install.sh [--edition plain|run] [--version X.Y.Z] [--dir DIR] [--force]
       install.sh --uninstall [--edition plain|run] [--dir DIR] [--force]

  --edition plain|run  plain: sluice, which cannot start programs (default)
                       run: sluice-run, the same and \`serve exec\`
  --version X.Y.Z      the version (default: $DEFAULT_VERSION)
  --dir DIR            where to (default: \$SLUICE_INSTALL_DIR, else ~/.local/bin)
  --base-url URL       a mirror of $REPOSITORY/releases
                       (default: \$SLUICE_BASE_URL); https, except on this machine
  --force              replace or remove a file that is not sluice
  --uninstall          remove the executable
  --help               show this

Exit codes: 0 done, 64 usage, 65 wrong checksum or archive, 66 not installed,
69 no build, no download or a tool is missing, 73 cannot create, replace or
remove, 74 disk failed or full or output closed, 128+N ended by signal N.
EOF
}

say() {
  printf '%s\n' "$*" 2>/dev/null || die 74 "cannot write to standard output$placed"
}

# die CODE MESSAGE
die() {
  printf 'install: %s\n' "$2" >&2 || :
  exit "$1"
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# What can be shown of a text that others wrote: no escape sequences for the terminal.
printable() {
  LC_ALL=C sed 's/[^ -~]//g'
}

# A word that any shell reads as itself, except fish.
quote() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

quote_for_fish() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/[\\\\']/\\\\&/g")"
}

set_option() {
  case $1 in
    --edition) edition=$2 ;;
    --version) version=${2#v} ;;
    --dir) dir=$2 ;;
    --base-url) base=$2 ;;
  esac
}

read_arguments() {
  edition=plain
  version=$DEFAULT_VERSION
  dir=${SLUICE_INSTALL_DIR-}
  base=${SLUICE_BASE_URL-}
  force=
  uninstall=
  while [ $# -gt 0 ]; do
    case $1 in
      --edition | --version | --dir | --base-url)
        [ $# -ge 2 ] || die 64 "$1 needs a value; see --help"
        set_option "$1" "$2"
        shift
        ;;
      --edition=* | --version=* | --dir=* | --base-url=*) set_option "${1%%=*}" "${1#*=}" ;;
      --force) force=yes ;;
      --uninstall) uninstall=yes ;;
      --help | -h)
        usage
        exit 0
        ;;
      *) die 64 "unknown argument: $1; see --help" ;;
    esac
    shift
  done
  case $edition in
    plain) name=sluice other=sluice-run other_edition=run ;;
    run) name=sluice-run other=sluice other_edition=plain ;;
    *) die 64 "unknown edition: $edition; use plain or run" ;;
  esac
  # It becomes a part of an address.
  case $version in
    '' | *[!0-9A-Za-z.+-]*) die 64 "not a version: $version; use a form such as 0.2.0" ;;
  esac
  if [ -z "$dir" ]; then
    [ -n "${HOME-}" ] || die 64 "HOME is not set; name a folder with --dir"
    dir=$HOME/.local/bin
  fi
  case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
  while [ "$dir" != / ] && [ "$dir" != "${dir%/}" ]; do dir=${dir%/}; done
  case $dir in
    *"$NEWLINE"*) die 64 "the folder has a line break in its name; name another with --dir" ;;
  esac
  target=$dir/$name
  [ -n "$base" ] || base=$REPOSITORY/releases
  base=${base%/}
  check_base
}

# The checksums come from the same place as the archive, so the connection has to be authentic.
check_base() {
  case $base in
    https://?*) return ;;
    http://*) host=${base#http://} ;;
    *) die 64 "not an https address: $base" ;;
  esac
  host=${host%%/*}
  case $host in
    *@*) ;;
    127.0.0.1 | 127.0.0.1:* | localhost | localhost:* | '[::1]' | '[::1]':*) return ;;
  esac
  die 64 "$base is not encrypted; use https"
}

find_target() {
  os=$(uname -s)
  arch=$(uname -m)
  case $os in
    Linux | Darwin) ;;
    MINGW* | MSYS* | CYGWIN* | Windows*)
      die 69 "on Windows use PowerShell: irm $REPOSITORY/releases/latest/download/install.ps1 | iex"
      ;;
    *) die 69 "there is no executable for $os; run sluice from source, see $REPOSITORY" ;;
  esac
  case $arch in
    x86_64 | amd64) arch=x86_64 ;;
    aarch64 | arm64) arch=aarch64 ;;
    i?86 | x86 | arm | armv*) die 69 "this system is 32-bit ($arch); sluice needs a 64-bit one" ;;
    *) die 69 "there is no executable for $arch; there are x86_64 and aarch64 (arm64)" ;;
  esac
  if [ "$os" = Darwin ]; then
    # A shell under Rosetta reports the translated machine.
    if [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || :)" = 1 ]; then arch=aarch64; fi
    triple=$arch-apple-darwin
  else
    # A 64-bit kernel may run a 32-bit system, as on a Raspberry Pi.
    [ "$(getconf LONG_BIT 2>/dev/null || :)" != 32 ] ||
      die 69 "this system is 32-bit; sluice needs a 64-bit one"
    check_libc
    triple=$arch-unknown-linux-gnu
  fi
}

check_libc() {
  if ! found=$(getconf GNU_LIBC_VERSION 2>/dev/null) || [ -z "$found" ]; then
    found=$(ldd --version 2>&1 || :)
    found=$(printf '%s\n' "$found" | sed -n '/musl/{s/.*/musl/p;q;};1p')
  fi
  # "glibc 2.36", "ldd (Debian GLIBC 2.36-9) 2.36", "musl", or an error message.
  case $found in
    musl) refuse_musl ;;
    *' '[0-9]*.[0-9]*) found=${found##* } ;;
    *)
      # No tool can tell; the loader can: what is linked against glibc starts with it.
      for loader in /lib64/ld-linux-*.so.? /lib/ld-linux-*.so.?; do
        if [ -e "$loader" ]; then return; fi
      done
      refuse_musl
      ;;
  esac
  major=${found%%.*}
  minor=${found#*.}
  minor=${minor%%[!0-9]*}
  if [ "$major" -lt "${MINIMUM_GLIBC%%.*}" ] || {
    [ "$major" -eq "${MINIMUM_GLIBC%%.*}" ] && [ "$minor" -lt "${MINIMUM_GLIBC#*.}" ]
  }; then
    die 69 "sluice needs glibc $MINIMUM_GLIBC or newer; this system has $found"
  fi
}

refuse_musl() {
  die 69 "sluice needs glibc $MINIMUM_GLIBC or newer; this system has musl or another C library, \
as Alpine Linux does. Use a container of a system with glibc (Debian, Fedora), or run sluice from \
source where Deno is packaged: $REPOSITORY"
}

# Waits for the first of some processes in the background, which a signal ends. Sets `code`.
wait_for() {
  running=$*
  code=0
  wait "$1" 2>/dev/null || code=$?
  running=
  if [ -n "$stopped" ]; then
    # What they write must not come after the clean-up.
    wait "$@" 2>/dev/null || :
    exit "$stopped"
  fi
}

# stop CODE: on a signal.
stop() {
  # A second signal must not end the clean-up.
  trap '' HUP INT QUIT PIPE TERM
  if [ -z "$running" ]; then exit "$1"; fi
  # Not from here, where zsh cannot run programs: wait_for ends.
  stopped=$1
  kill -s KILL $running 2>/dev/null || :
}

# Runs a file with --version. Sets `code`, `answer`, and `said_version`, which is empty unless the
# file is sluice.
ask_version() {
  make_work
  # Into files: a pipe would stay open as long as anything that the file has started.
  "$1" --version </dev/null >"$work/answer" 2>"$work/complaint" &
  asked=$!
  (
    left=$ANSWER_SECONDS
    while [ "$left" -gt 0 ]; do
      # By the second: the end of this process does not end what it runs.
      sleep 1
      left=$((left - 1))
    done
    printf 'no answer within %s seconds\n' "$ANSWER_SECONDS" >>"$work/complaint"
    kill -s KILL "$asked"
  ) >/dev/null 2>&1 &
  timer=$!
  wait_for "$asked" "$timer"
  # Not by a signal that has a trap: a process that was just forked would still run it.
  kill -s KILL "$timer" 2>/dev/null || :
  # Waited for, or bash reports its end.
  wait "$timer" 2>/dev/null || :
  answer=$(printable <"$work/answer")
  said_version=
  if [ "$code" -ne 0 ]; then return; fi
  case $answer in
    'sluice '*' (Deno '*) said_version=${answer#sluice } ;;
  esac
  said_version=${said_version%% *}
  case $said_version in *[!0-9A-Za-z.+-]*) said_version= ;; esac
}

# Sets `installed`; ends where something else has the name. With --force nothing is run.
look_at_target() {
  installed=
  if [ ! -e "$target" ] && [ ! -L "$target" ]; then return; fi
  if [ -d "$target" ] && [ ! -L "$target" ]; then die 73 "$target is a folder"; fi
  if [ -n "$force" ]; then return; fi
  does=replaces
  if [ -n "$uninstall" ]; then does=removes; fi
  # Another user's file would run with the rights of this one. A link belongs to what made it: a
  # package manager, or a checkout.
  if [ -z "$(find "$target" -prune -type f -user "$(id -u)" 2>/dev/null)" ]; then
    die 73 "$target is a link, or another user's; --force $does it"
  fi
  if [ -x "$target" ]; then
    ask_version "$target"
    installed=$said_version
  fi
  [ -n "$installed" ] || die 73 "$target is not sluice, or does not run; --force $does it"
}

# Removes what was begun. A folder that was made stays only if something is in it.
clean_up() {
  trap '' HUP INT QUIT PIPE TERM
  if [ -n "$work" ]; then rm -rf "$work" || :; fi
  while [ -n "$made" ]; do
    rmdir "${made%%"$NEWLINE"*}" 2>/dev/null || :
    made=${made#*"$NEWLINE"}
  done
}

# Makes the work folder, once.
make_work() {
  if [ -n "$work" ]; then return; fi
  above=$dir
  while [ -n "$above" ] && [ ! -e "$above" ] && [ ! -L "$above" ]; do
    made=$made$above$NEWLINE
    above=${above%/*}
  done
  # Beside the target: renaming replaces it whole only within one file system.
  if ! said=$(mkdir -p "$dir" 2>&1) ||
    ! work=$(mktemp -d "$dir/.sluice-install.XXXXXX" 2>/dev/null); then
    work=
    if [ -n "$uninstall" ]; then hint="--force removes $target without running it"; fi
    die 73 "cannot write in $dir${said:+ ($said)}; ${hint-name another folder with --dir}"
  fi
}

find_tools() {
  if has curl; then
    downloader=curl
  elif has wget; then
    downloader=wget
    case $base in
      https://*)
        case $(wget --help 2>&1 || :) in
          *BusyBox*) die 69 "the wget of BusyBox does not check certificates; install curl" ;;
        esac
        ;;
    esac
  else
    die 69 "needs curl or wget; install one, or download by hand from $base"
  fi
  has tar || die 69 "needs tar; install it"
  if has sha256sum; then
    hasher=sha256sum
  elif has shasum; then
    hasher=shasum
  elif has openssl; then
    hasher=openssl
  else
    die 69 "needs sha256sum, shasum or openssl to check the download; install one"
  fi
}

# fetch NAME: into the work folder.
fetch() {
  url=$base/latest/download/$1
  if [ "$version" != latest ]; then url=$base/download/v$version/$1; fi
  if [ "$downloader" = curl ]; then
    case $base in https://*) protocols='=https' ;; *) protocols='=http,https' ;; esac
    if [ -t 2 ]; then progress=--progress-bar; else progress=--silent; fi
    curl --fail --location --show-error "$progress" --proto "$protocols" --connect-timeout 30 \
      --speed-limit 1 --speed-time 60 --output "$work/$1" "$url" &
    wait_for "$!"
    full=23
  else
    fetch_by_wget "$work/$1"
    full=3
  fi
  if [ "$code" -eq 0 ]; then return; fi
  if [ "$code" -eq "$full" ]; then die 74 "cannot write in $dir: full?"; fi
  die 69 "cannot download $url; check the network and the version"
}

# Sets `code`. wget has no option that refuses a redirect from https to http, so each step is looked
# at before it is taken.
fetch_by_wget() {
  case $url in
    http://*)
      wget -q -T 60 -O "$1" "$url" &
      wait_for "$!"
      return
      ;;
  esac
  step=$url
  for _ in 0 1 2 3 4 5; do
    wget -q -S -T 60 --max-redirect=0 -o "$work/log" -O "$1" "$step" &
    wait_for "$!"
    if [ "$code" -eq 0 ]; then return; fi
    next=$(printable <"$work/log" | sed -n 's/^ *[Ll]ocation: *//p' | sed -n '$p')
    host=${step#https://}
    case $next in
      '') return ;;
      https://*) step=$next ;;
      /[!/]*) step=https://${host%%/*}$next ;;
      *) die 69 "$url redirects to $next, which is not https" ;;
    esac
  done
  die 69 "$url redirects too often"
}

sha256_of() {
  case $hasher in
    sha256sum) sum=$(sha256sum <"$1") ;;
    shasum) sum=$(shasum -a 256 <"$1") ;;
    openssl) sum=$(openssl dgst -sha256 -r <"$1") ;;
  esac
  printf '%s' "${sum%% *}"
}

# Ends unless SHA256SUMS has exactly this digest for the archive.
check_sum() {
  expected=
  while read -r sum file || [ -n "$sum" ]; do
    case $file in "$archive" | "*$archive") ;; *) continue ;; esac
    case $sum in *[!0-9a-f]*) sum= ;; esac
    [ ${#sum} -eq 64 ] || die 65 "SHA256SUMS has no SHA-256 of $archive; nothing was installed"
    if [ -n "$expected" ] && [ "$sum" != "$expected" ]; then
      die 65 "SHA256SUMS has two checksums of $archive; nothing was installed"
    fi
    expected=$sum
  done <"$work/SHA256SUMS"
  [ -n "$expected" ] || die 65 "SHA256SUMS has no line for $archive; nothing was installed"
  actual=$(sha256_of "$work/$archive")
  if [ "$actual" != "$expected" ]; then
    die 65 "wrong checksum of $archive: expected $expected, found $actual; nothing was installed"
  fi
}

# Writes the executable to standard output: a link or a folder with its name is not followed.
unpack() {
  tar -xzOf - "$stem/$name" <"$work/$archive"
}

install_sluice() {
  find_target
  find_tools
  look_at_target
  if [ -n "$installed" ] && [ "$installed" = "$version" ] && [ -z "$force" ]; then
    say "already installed: $name $installed in $dir"
    hint_path
    return
  fi
  stem=$name-$triple
  archive=$stem.tar.gz
  make_work
  say "downloading $archive ($version) from $base"
  fetch SHA256SUMS
  fetch "$archive"
  check_sum
  # Nowhere at first: what fails then is the archive, what fails afterwards the disk.
  unpack >/dev/null || die 65 "cannot unpack $archive; nothing was installed"
  new=$work/$name
  if ! unpack >"$new" || ! chmod 755 "$new"; then die 74 "cannot write in $dir: full?"; fi
  [ -s "$new" ] || die 65 "$archive does not hold $name as a regular file; nothing was installed"
  ask_version "$new"
  if [ "$code" -ne 0 ]; then
    die 69 "$name does not run on this system: $answer$(printable <"$work/complaint")"
  fi
  now=$said_version
  [ -n "$now" ] || die 65 "$archive does not hold sluice but something that says: $answer"
  if [ "$version" != latest ] && [ "$now" != "$version" ]; then
    die 65 "$archive holds version $now instead of $version; nothing was installed"
  fi
  # mv would move into the folder that a link points to.
  if [ -L "$target" ]; then rm -f "$target"; fi
  mv -f "$new" "$target" || die 73 "cannot put $target in place"
  placed="; $name $now is in $dir"
  report
}

report() {
  if [ -z "$installed" ]; then
    say "installed $name $now in $dir"
  elif [ "$installed" = "$now" ]; then
    say "already installed: $name $now in $dir; replaced by the same version"
  else
    say "updated $name $installed -> $now in $dir"
  fi
  say "check:      $name --version"
  say "uninstall:  rm $(quote "$target")"
  if [ -e "$dir/$other" ]; then
    say "note:       $dir/$other is there as well; one is enough: sluice-run does all of sluice"
  fi
  hint_path
}

# A folder without links and needless slashes; empty where there is none.
resolve() {
  (CDPATH='' cd -P "$1" 2>/dev/null && pwd -P) || :
}

hint_path() {
  real=$(resolve "$dir")
  rest=$PATH:
  while [ -n "$rest" ]; do
    entry=${rest%%:*}
    rest=${rest#*:}
    if [ "$(resolve "${entry:-.}")" != "$real" ]; then continue; fi
    first=$(command -v "$name" 2>/dev/null || :)
    if [ "$(resolve "${first%/*}")" != "$real" ]; then
      say "note:       $first comes first in PATH"
    fi
    return
  done
  line="export PATH=$(quote "$dir"):\"\$PATH\""
  case ${SHELL-} in
    */fish) line="fish_add_path $(quote_for_fish "$dir")" profile=~/.config/fish/config.fish ;;
    */zsh) profile=~/.zshrc ;;
    */bash) profile=~/.bashrc ;;
    *) profile=~/.profile ;;
  esac
  say "note:       $dir is not in PATH; add this line to $profile:"
  say "  $line"
}

uninstall_sluice() {
  if [ ! -e "$target" ] && [ ! -L "$target" ]; then
    if [ -e "$dir/$other" ]; then
      die 66 "$name is not in $dir; $other is there; add --edition $other_edition"
    fi
    first=$(command -v "$name" 2>/dev/null || :)
    die 66 "$name is not in $dir${first:+; there is $first}"
  fi
  look_at_target
  rm -f "$target" 2>/dev/null || die 73 "cannot remove $target"
  say "removed $target; there is nothing else to remove"
}

main() {
  work=
  made=
  running=
  stopped=
  placed=
  trap clean_up EXIT
  trap 'stop 129' HUP
  trap 'stop 130' INT
  trap 'stop 131' QUIT
  trap 'stop 143' TERM
  # The write that a closed pipe ends fails, and `say` answers that.
  trap : PIPE
  printf '' >&1 || die 74 "standard output is closed; use >/dev/null"
  read_arguments "$@"
  if [ -n "$uninstall" ]; then uninstall_sluice; else install_sluice; fi
}

# In braces: half of this line is not a command either.
{ main "$@"; }
