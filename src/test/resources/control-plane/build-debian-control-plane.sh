#!/usr/bin/env bash
# Builds etcd, kube-apiserver, kube-controller-manager and kubectl from Debian bookworm's packages.
#
# Usage: build-debian-control-plane.sh OUTPUT_DIR WORK_DIR
#
# For machines that reach a Debian mirror but not the official Kubernetes downloads. Takes six minutes on two idle
# cores, 4 GB of disk in WORK_DIR and about 2 GB of memory. The machine's own apt sources stay as they are. Nothing is
# installed except build tools that are missing (make, rsync, jq), which is the only thing that needs root.
set -euo pipefail

readonly SUITE=bookworm # later suites carry only kubectl's source
readonly KUBE_VERSION=1.20.2 # what bookworm's source package contains
readonly GO=1.19
readonly WHAT="cmd/kube-apiserver cmd/kube-controller-manager cmd/kubectl"

say() { echo "==> $*"; }
die() {
  echo "error: $*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

install_build_tools() {
  local tool missing=()
  for tool in make rsync jq; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    return
  fi
  say "Installing ${missing[*]} (under a minute)"
  as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
    die "could not install ${missing[*]}. As an administrator run: apt-get install ${missing[*]}"
}

# The mirror this machine already uses, so that proxies, credentials and local mirrors keep working.
debian_mirror() {
  apt-get indextargets --format '$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' |
    awk -F'|' '$1 == "Debian" && $2 == "main" { print $3; exit }'
}

# Points APT_CONFIG at sources of its own: bookworm and nothing else, lists and cache in the work directory.
use_private_apt() {
  local mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg options=""
  mirror=$(debian_mirror)
  if [ -z "$mirror" ]; then
    as_root apt-get update -qq || true # a fresh machine has no package lists, so apt cannot say which source is Debian
    mirror=$(debian_mirror)
  fi
  [ -n "$mirror" ] || die "this machine has no Debian package source. Set KUBEBUILDER_ASSETS to a directory with etcd," \
    "kube-apiserver and kube-controller-manager instead."
  if [ -r "$keyring" ]; then
    options="[signed-by=$keyring] "
  fi
  mkdir -p "$work"/apt/{sources,lists/partial,cache/archives/partial}
  printf '%s\n' "deb $options$mirror $SUITE main" "deb-src $options$mirror $SUITE main" >"$work/apt/sources/$SUITE.list"
  cat >"$work/apt/apt.conf" <<CONF
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$work/apt/sources";
Dir::State::Lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
APT::Sandbox::User "$(id -un)";
CONF
  export APT_CONFIG="$work/apt/apt.conf"
  apt-get update -qq || die "could not read Debian $SUITE from this machine's mirror. Check its network and apt sources."
}

fetch_packages() {
  mkdir -p "$work/packages"
  (
    cd "$work/packages"
    apt-get download -qq "golang-$GO-go" "golang-$GO-src" etcd-server golang-github-modern-go-reflect2-dev
    apt-get source -qq --download-only kubernetes
    for package in *.deb; do
      dpkg-deb -x "$package" "$work/root"
    done
  ) || die "could not fetch the packages from this machine's mirror. Check its network and apt sources."
}

unpack_source() {
  mkdir -p "$work/kubernetes" "$work/go/src/k8s.io"
  tar -xf "$work"/packages/kubernetes_*.orig.tar.* -C "$work/kubernetes" --strip-components=1
  # The vendored reflect2 crashes under newer Go as soon as the server decodes a custom resource.
  rm -rf "$work/kubernetes/vendor/github.com/modern-go/reflect2"
  cp -rL "$work/root/usr/share/gocode/src/github.com/modern-go/reflect2" \
    "$work/kubernetes/vendor/github.com/modern-go/reflect2"
  ln -sfn "$work/kubernetes" "$work/go/src/k8s.io/kubernetes"
}

compile() {
  cat >"$work/version" <<VERSION
KUBE_GIT_COMMIT='debian-$SUITE'
KUBE_GIT_TREE_STATE='clean'
KUBE_GIT_VERSION='v$KUBE_VERSION'
KUBE_GIT_MAJOR='1'
KUBE_GIT_MINOR='20'
VERSION
  export PATH="$work/root/usr/lib/go-$GO/bin:$PATH" GOROOT="$work/root/usr/lib/go-$GO" GOPATH="$work/go"
  export GOCACHE="$work/gocache" GO111MODULE=off CGO_ENABLED=0 KUBE_GIT_VERSION_FILE="$work/version"
  (cd "$work/go/src/k8s.io/kubernetes" && make WHAT="$WHAT" GOLDFLAGS="-s -w") ||
    die "the build failed; its output is above. It needs 4 GB of disk in $work and 2 GB of memory."
}

[ $# -eq 2 ] || die "usage: $0 OUTPUT_DIR WORK_DIR"
command -v apt-get >/dev/null || die "this is not a Debian machine. Set KUBEBUILDER_ASSETS to a directory with etcd," \
  "kube-apiserver and kube-controller-manager instead."
mkdir -p "$1" "$2"
output=$(realpath "$1")
work=$(realpath "$2")

install_build_tools
say "Reading package lists of Debian $SUITE (seconds)"
use_private_apt
say "Fetching Go $GO, etcd and the source of Kubernetes $KUBE_VERSION (130 MB, about a minute)"
fetch_packages
say "Unpacking the source of Kubernetes $KUBE_VERSION (seconds)"
unpack_source
say "Compiling Kubernetes $KUBE_VERSION (six minutes or more)"
compile
install -m 0755 "$work"/kubernetes/_output/bin/{kube-apiserver,kube-controller-manager,kubectl} "$output/"
install -m 0755 "$work/root/usr/bin/etcd" "$output/etcd"
say "Built etcd, kube-apiserver, kube-controller-manager and kubectl $KUBE_VERSION in $output"
