What is missing is found by compiling. Nothing is missing where these tests run.

  $ sh data/../tests/install-packages.sh build
  $ sh data/../tests/install-packages.sh
  ! usage: sh data/../tests/install-packages.sh build|check
  [2]

A machine without a compiler, and one package manager after the other.

  $ mkdir bin; for tool in sh env mktemp rm cat sed tr; do ln -s "$(command -v $tool)" bin; done
  $ cat >stub <<'END'
  > rm -f bin/$1; printf '#!/bin/sh\n%s\n' "$2" >bin/$1; chmod +x bin/$1
  > END
  $ cat >without <<'END'
  > sh stub $1 'echo "${0##*/}" "$@" >>log'
  > PATH=$PWD/bin CC=nonesuch sh data/../tests/install-packages.sh $2 2>&1 | sed '/install-packages.sh:/d'
  > rm bin/$1; cat log 2>/dev/null; rm -f log
  > END
  $ sh without dnf check
  attn: not found: compiler libcsv check
  attn: install with: sudo dnf install gcc libcsv-devel check-devel pkgconf
  $ sh without pacman check
  attn: not found: compiler libcsv check
  attn: install with: sudo pacman -S --needed gcc libcsv check pkgconf
  $ sh without apk build
  attn: not found: compiler libcsv
  attn: install with: sudo apk add gcc musl-dev libcsv-dev
  $ sh without brew build
  attn: not found: compiler libcsv
  attn: install with: brew install gcc libcsv
  $ sh without nothing build
  attn: not found: compiler libcsv
  attn: install with: your package manager, or https://github.com/rgamble/libcsv and https://libcheck.github.io/check

Debian and Ubuntu: as root, with sudo, and with neither.

  $ sh stub id 'echo 0'
  $ sh without apt-get check
  attn: not found: compiler libcsv check
  attn: installed, but nonesuch still does not find: compiler libcsv check
  apt-get -q -o DPkg::Lock::Timeout=300 update
  apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends gcc libc6-dev libcsv-dev check pkg-config
  $ sh stub id 'echo 1000'
  $ sh without apt-get build
  attn: not found: compiler libcsv
  attn: neither root nor sudo without a password here; install with: sudo apt-get install -y gcc libc6-dev libcsv-dev
  $ sh stub true ''; sh stub sudo 'echo sudo "$@" >>log; shift; exec "$@"'
  $ sh without apt-get build
  attn: not found: compiler libcsv
  attn: installed, but nonesuch still does not find: compiler libcsv
  sudo -n true
  sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update
  apt-get -q -o DPkg::Lock::Timeout=300 update
  sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends gcc libc6-dev libcsv-dev
  apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends gcc libc6-dev libcsv-dev
