#Requires -Version 5.1
# Installs sluice from a release on Windows: downloads an archive, checks its SHA-256 and puts the
# executable into a folder of the user's. Needs no administrator.
#
#   irm https://github.com/sluice/sluice/releases/latest/download/install.ps1 | iex
#
# With arguments, from a file: powershell -ExecutionPolicy Bypass -File install.ps1 -Edition run
#
# Everything is in a function and the last lines call it, so that a script which was cut on its way
# runs nothing. Exit codes are those of install.sh.
param(
  # plain: sluice, which cannot start programs. run: sluice-run, the same and `serve exec`.
  [string] $Edition = 'plain',
  # A version such as 0.2.0. Default: that of the release this script belongs to.
  [string] $Version = '',
  # Where to. Default: $env:SLUICE_INSTALL_DIR, else %LOCALAPPDATA%\Programs\sluice.
  [string] $Dir = $env:SLUICE_INSTALL_DIR,
  # A mirror of the releases; https, except on this machine.
  [string] $BaseUrl = $env:SLUICE_BASE_URL,
  # Replaces or removes a file that is not sluice.
  [switch] $Force,
  # Leaves the user's PATH as it is.
  [switch] $NoPath,
  [switch] $Uninstall
)

function Install-Sluice {
  param($Edition, $Version, $Dir, $BaseUrl, $Force, $NoPath, $Uninstall)

  $ErrorActionPreference = 'Stop'
  # The progress bar of Windows PowerShell takes longer than the download.
  $ProgressPreference = 'SilentlyContinue'
  Set-StrictMode -Version 2

  $Repository = 'https://github.com/sluice/sluice'
  # scripts/release.ts replaces it by the version of the release that the script is attached to.
  $DefaultVersion = 'latest'

  function Stop-Install([int] $Code, [string] $Message) {
    $exception = New-Object System.Exception $Message
    $exception.Data['ExitCode'] = $Code
    throw $exception
  }

  # What a file says to --version, as its version; empty where it is not sluice.
  function Get-SluiceVersion([string] $Path) {
    try {
      $said = (& $Path --version 2>$null | Out-String)
      if ($LASTEXITCODE -eq 0 -and $said -match '^sluice (\S+) \(Deno ') { return $Matches[1] }
    } catch {
      # It does not run.
    }
    return ''
  }

  # The user's own PATH as it is stored: names such as %USERPROFILE% stay names.
  function Get-UserPath {
    $key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment')
    if ($null -eq $key) { return '' }
    $options = [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames
    try { return [string] $key.GetValue('Path', '', $options) } finally { $key.Close() }
  }

  function Set-UserPath([string] $Value) {
    $key = [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment')
    try {
      $key.SetValue('Path', $Value, [Microsoft.Win32.RegistryValueKind]::ExpandString)
    } finally { $key.Close() }
    # Tells running programs that the environment has changed, which the registry alone does not.
    [Environment]::SetEnvironmentVariable('SLUICE_INSTALL_NOTICE', '1', 'User')
    [Environment]::SetEnvironmentVariable('SLUICE_INSTALL_NOTICE', $null, 'User')
  }

  function Test-InPath([string] $Path, [string] $Folder) {
    $folders = $Path -split ';' | ForEach-Object {
      [Environment]::ExpandEnvironmentVariables($_).TrimEnd('\')
    }
    return $folders -contains $Folder
  }

  switch ($Edition) {
    'plain' { $name = 'sluice' }
    'run' { $name = 'sluice-run' }
    default { Stop-Install 64 "unknown edition: $Edition; use plain or run" }
  }
  if (-not $Version) { $Version = $DefaultVersion }
  $Version = $Version -replace '^v', ''
  if ($Version -notmatch '^[0-9A-Za-z.+-]+$') {
    Stop-Install 64 "not a version: $Version; use a form such as 0.2.0"
  }
  if ([Environment]::OSVersion.Platform -ne 'Win32NT') {
    Stop-Install 69 "this script is for Windows; use $Repository/releases/latest/download/install.sh"
  }
  # A 32-bit PowerShell on a 64-bit system sees the system in the second variable.
  $machine = $env:PROCESSOR_ARCHITECTURE
  if ($env:PROCESSOR_ARCHITEW6432) { $machine = $env:PROCESSOR_ARCHITEW6432 }
  # Windows on ARM runs executables for x86_64.
  if ($machine -notin 'AMD64', 'ARM64') {
    Stop-Install 69 "there is no executable for $machine; sluice needs a 64-bit Windows"
  }
  if (-not $BaseUrl) { $BaseUrl = "$Repository/releases" }
  $BaseUrl = $BaseUrl.TrimEnd('/')
  $address = [Uri] $BaseUrl
  if ($address.Scheme -ne 'https' -and -not ($address.Scheme -eq 'http' -and $address.IsLoopback)) {
    Stop-Install 64 "$BaseUrl is not encrypted; use https"
  }
  if (-not $Dir) { $Dir = Join-Path $env:LOCALAPPDATA 'Programs\sluice' }
  $Dir = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Dir).TrimEnd('\')
  $target = Join-Path $Dir "$name.exe"

  $installed = ''
  if (Test-Path -LiteralPath $target -PathType Container) { Stop-Install 73 "$target is a folder" }
  $exists = Test-Path -LiteralPath $target
  if ($exists) {
    $installed = Get-SluiceVersion $target
    if (-not $installed -and -not $Force) {
      Stop-Install 73 "$target is not sluice, or does not run; -Force replaces it"
    }
  }

  if ($Uninstall) {
    if (-not $exists) { Stop-Install 66 "$name is not in $Dir" }
    try {
      Remove-Item -LiteralPath $target -Force
    } catch {
      Stop-Install 73 "cannot remove ${target}: $($_.Exception.Message)"
    }
    Write-Output "removed $target"
    if (-not (Get-ChildItem -LiteralPath $Dir -Force)) {
      Remove-Item -LiteralPath $Dir
      $path = Get-UserPath
      if (-not $NoPath -and (Test-InPath $path $Dir)) {
        $kept = $path -split ';' | Where-Object {
          [Environment]::ExpandEnvironmentVariables($_).TrimEnd('\') -ne $Dir
        }
        Set-UserPath ($kept -join ';')
        Write-Output "removed $Dir from your PATH"
      }
    }
    return
  }

  if ($installed -and $installed -eq $Version -and -not $Force) {
    Write-Output "already installed: $name $installed in $Dir"
    return
  }

  $stem = "$name-x86_64-pc-windows-msvc"
  $archive = "$stem.zip"
  $folder = "$BaseUrl/download/v$Version"
  if ($Version -eq 'latest') { $folder = "$BaseUrl/latest/download" }
  $madeDir = -not (Test-Path -LiteralPath $Dir)
  # Beside the target: a file is renamed whole only within one volume.
  $work = Join-Path $Dir ".sluice-install-$([Guid]::NewGuid().ToString('N'))"
  try {
    try {
      $null = New-Item -ItemType Directory -Force -Path $work
    } catch {
      Stop-Install 73 "cannot write in $Dir ($($_.Exception.Message)); name another folder with -Dir"
    }
    # Windows PowerShell on older systems does not offer TLS 1.2 by itself.
    [Net.ServicePointManager]::SecurityProtocol =
      [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    Write-Output "downloading $archive ($Version) from $BaseUrl"
    foreach ($file in 'SHA256SUMS', $archive) {
      try {
        Invoke-WebRequest -UseBasicParsing -Uri "$folder/$file" -OutFile (Join-Path $work $file)
      } catch {
        $reason = $_.Exception.Message
        Stop-Install 69 "cannot download $folder/$file ($reason); check the network and the version"
      }
    }
    $expected = ''
    foreach ($line in Get-Content -LiteralPath (Join-Path $work 'SHA256SUMS')) {
      if ($line -match '^([0-9a-f]{64}) [ *](.+)$' -and $Matches[2] -ceq $archive) {
        $expected = $Matches[1]
      }
    }
    if (-not $expected) {
      Stop-Install 65 "SHA256SUMS has no line for $archive; nothing was installed"
    }
    $zip = Join-Path $work $archive
    $actual = (Get-FileHash -Algorithm SHA256 -LiteralPath $zip).Hash.ToLowerInvariant()
    if ($actual -cne $expected) {
      $sums = "expected $expected, found $actual"
      Stop-Install 65 "wrong checksum of ${archive}: $sums; nothing was installed"
    }
    try {
      Expand-Archive -LiteralPath $zip -DestinationPath $work
    } catch {
      Stop-Install 65 "cannot unpack $archive ($($_.Exception.Message)); nothing was installed"
    }
    $new = Join-Path (Join-Path $work $stem) "$name.exe"
    $now = Get-SluiceVersion $new
    if (-not $now) { Stop-Install 69 "$name does not run on this system" }
    if ($Version -ne 'latest' -and $now -ne $Version) {
      Stop-Install 65 "$archive holds version $now instead of $Version; nothing was installed"
    }
    # An executable that is running can be renamed, though not replaced.
    $old = Join-Path $work 'old.exe'
    try {
      if ($exists) { Move-Item -LiteralPath $target -Destination $old -Force }
      try {
        Move-Item -LiteralPath $new -Destination $target
      } catch {
        if ($exists) { Move-Item -LiteralPath $old -Destination $target }
        throw
      }
    } catch {
      Stop-Install 73 "cannot put $target in place: $($_.Exception.Message)"
    }
  } finally {
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
    if ((Test-Path -LiteralPath $work) -and (Test-Path -LiteralPath $target)) {
      Write-Warning "the earlier version is still running; delete $work when it has ended"
    } elseif ($madeDir -and (Test-Path -LiteralPath $Dir) -and
      -not (Get-ChildItem -LiteralPath $Dir -Force)) {
      Remove-Item -LiteralPath $Dir
    }
  }

  if (-not $installed) {
    Write-Output "installed $name $now in $Dir"
  } elseif ($installed -eq $now) {
    Write-Output "already installed: $name $now in $Dir; replaced by the same version"
  } else {
    Write-Output "updated $name $installed -> $now in $Dir"
  }
  Write-Output "check:      $name --version"
  Write-Output "uninstall:  Remove-Item '$($target -replace "'", "''")'"
  $path = Get-UserPath
  if (-not (Test-InPath "$path;$env:Path" $Dir)) {
    if ($NoPath) {
      Write-Output "note:       $Dir is not in PATH"
    } else {
      Set-UserPath ((@($path.TrimEnd(';'), $Dir) | Where-Object { $_ }) -join ';')
      $env:Path = "$env:Path;$Dir"
      Write-Output "note:       added $Dir to your PATH; open a new terminal for other programs"
    }
  }
}

try {
  if ($args.Count -gt 0) {
    $unknown = New-Object System.Exception "unknown argument: $($args[0])"
    $unknown.Data['ExitCode'] = 64
    throw $unknown
  }
  Install-Sluice $Edition $Version $Dir $BaseUrl $Force $NoPath $Uninstall
} catch {
  # Without a file, as in `irm | iex`, an exit would close the user's window.
  if (-not $PSCommandPath) { throw }
  [Console]::Error.WriteLine("install: $($_.Exception.Message)")
  $code = $_.Exception.Data['ExitCode']
  if ($null -eq $code) { $code = 1 }
  exit $code
}
