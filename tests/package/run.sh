#!/usr/bin/env bash
# Packs Amuro, then uses the package as a stranger would: a new console application outside the repository that adds the
# packages Amuro and TorchSharp-cpu and nothing else. Any warning, missing dependency or wrong number ends it with code 1.
# usage: tests/package/run.sh [configuration]     default Release
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
configuration=${1:-Release}
# A version of its own: the global packages folder must never answer with an Amuro of an earlier run.
version="0.1.0-ci.$(date -u +%Y%m%d%H%M%S).$$"
torch=$(sed -n 's/.*"TorchSharp-cpu" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
work=$(mktemp -d "${TMPDIR:-/tmp}/amuro-package-XXXXXX")
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
trap 'rm -rf "$work" "$packages/amuro/$version" "$root/src/Amuro/obj/$configuration/Amuro.$version.nuspec"' EXIT

# libtorch is half a gigabyte; MSBuild reads these as properties, the application's files stay as a user would have them.
export CreateHardLinksForCopyFilesToOutputDirectoryIfPossible=true CreateHardLinksForCopyLocalIfPossible=true
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

echo "package: packing Amuro $version"
dotnet pack "$root/src/Amuro" -c "$configuration" -o "$work/feed" -p:PackageVersion="$version" -warnaserror --nologo -v quiet

[ -s "$work/feed/Amuro.$version.snupkg" ] || { echo "package: no symbol package" >&2; exit 1; }

mkdir "$work/app"
cd "$work/app"
cat > nuget.config <<CONFIG
<configuration>
  <packageSources>
    <add key="amuro-just-packed" value="$work/feed" />
  </packageSources>
</configuration>
CONFIG
dotnet new console --no-restore --name App --output . > /dev/null
dotnet add package Amuro --version "$version" --no-restore > /dev/null
dotnet add package TorchSharp-cpu --version "$torch" --no-restore > /dev/null
cp "$here/Program.cs" Program.cs

echo "package: building a new application with Amuro $version and TorchSharp-cpu $torch"
dotnet build -c Release -warnaserror --nologo -v quiet
installed="$packages/amuro/$version"
for wanted in README.md LICENSE lib/net10.0/Amuro.dll lib/net10.0/Amuro.xml buildTransitive/Amuro.targets buildTransitive/AmuroNativeInitializer.cs; do
    [ -s "$installed/$wanted" ] || { echo "package: $wanted is missing from the package" >&2; exit 1; }
done
if grep -qE 'TorchSharp-(cpu|cuda)' "$installed/amuro.nuspec"; then
    echo "package: Amuro must not choose the backend for its users, but its dependencies name one" >&2
    exit 1
fi

# From another folder and with a temporary home: nothing may depend on what is lying about.
cd /
HOME="$work/home" dotnet "$work/app/bin/Release/net10.0/App.dll"
echo "package: passed"
