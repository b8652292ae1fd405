# The sources as a tarball, and a Debian package, in build/packages. The Makefile includes this file.
.PHONY: dist deb check-packages

PACKAGES = build/packages
dist:
	sh tests/packaging/dist.sh $(PACKAGES)

deb: attn
	sh tests/packaging/deb.sh $(PACKAGES)

# Builds both twice, installs and checks them: too long for `make check`.
check-packages: attn
	sh tests/packaging/run.sh $(PACKAGES)
