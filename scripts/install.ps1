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

  # 74 where the disk is full or failed, else the code that is given.
  function Get-DiskCode($Record, [int] $Otherwise) {
    for ($e = $Record.Exception; $null -ne $e; $e = $e.InnerException) {
      # Write-protected, CRC, write fault, full handle, full disk, device error.
      $error16 = $e.HResult -band 0xFFFF
      if ($e -is [IO.IOException] -and $error16 -in 19, 23, 29, 39, 112, 1117) { return 74 }
    }
    return $Otherwise
  }

  # Runs a file with --version: whether it ended well, what it said without control characters, and
  # the version, which is empty unless the file is sluice.
  function Get-Answer([string] $Path) {
    $answer = @{ Ended = $false; Said = ''; Version = '' }
    $start = New-Object Diagnostics.ProcessStartInfo $Path, '--version'
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    try {
      $process = [Diagnostics.Process]::Start($start)
    } catch {
      $answer.Said = $_.Exception.GetBaseException().Message
      return $answer
    }
    $process.StandardInput.Close()
    $output = $process.StandardOutput.ReadToEndAsync()
    $errors = $process.StandardError.ReadToEndAsync()
    if (-not $process.WaitForExit(10000)) {
      try { $process.Kill() } catch { } # It ended in between.
      $answer.Said = 'no answer within 10 seconds'
      return $answer
    }
    # What it has started may keep the pipes open.
    foreach ($text in $output, $errors) {
      if ($text.Wait(1000)) { $answer.Said += $text.Result -replace '[^ -~]', '' }
    }
    $answer.Ended = $process.ExitCode -eq 0
    if ($answer.Ended -and $answer.Said -match '^sluice ([0-9A-Za-z.+-]+) \(Deno ') {
      $answer.Version = $Matches[1]
    }
    return $answer
  }

  # The connection has to be authentic: the checksums come from the same place as the archive.
  function Test-Authentic([Uri] $Url) {
    return $Url.Scheme -eq 'https' -or ($address.Scheme -eq 'http' -and $Url.IsLoopback)
  }

  # Follows redirects itself: Windows PowerShell would also follow those from https to http.
  function Save-File([Uri] $Url, [string] $Path) {
    for ($redirects = 0; $redirects -le 5; $redirects++) {
      if (-not (Test-Authentic $Url)) { throw "a redirect to $Url, which is not https" }
      $request = [Net.WebRequest]::Create($Url)
      $request.AllowAutoRedirect = $false
      $request.UserAgent = 'sluice-install'
      $response = $request.GetResponse()
      try {
        $location = $response.Headers['Location']
        if ([int] $response.StatusCode -lt 300) {
          $from = $response.GetResponseStream()
          $to = [IO.File]::Create($Path)
          try { $from.CopyTo($to) } finally { $to.Dispose() }
          return
        }
      } finally { $response.Close() }
      if (-not $location) { throw "status $([int] $response.StatusCode)" }
      $Url = New-Object Uri $Url, $location
    }
    throw 'too many redirects'
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
    # A plain $null becomes an empty string, which newer runtimes store.
    [Environment]::SetEnvironmentVariable(
      'SLUICE_INSTALL_NOTICE', [NullString]::Value, 'User')
  }

  function Test-InPath([string] $Path, [string] $Folder) {
    $folders = $Path -split ';' | ForEach-Object {
      [Environment]::ExpandEnvironmentVariables($_).TrimEnd('\')
    }
    return $folders -contains $Folder
  }

  # Removes the folder once nothing is in it, and its entry in the user's PATH.
  function Remove-Folder {
    if (Test-Path -LiteralPath $Dir) {
      # Left by an update while the earlier version was running.
      Get-ChildItem -LiteralPath $Dir -Force -Directory -Filter '.sluice-install-*' |
        Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
      if (Get-ChildItem -LiteralPath $Dir -Force) { return }
      Remove-Item -LiteralPath $Dir
    }
    $path = Get-UserPath
    if ($NoPath -or -not (Test-InPath $path $Dir)) { return }
    $kept = $path -split ';' | Where-Object {
      [Environment]::ExpandEnvironmentVariables($_).TrimEnd('\') -ne $Dir
    }
    Set-UserPath ($kept -join ';')
    Write-Output "removed $Dir from your PATH"
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
  $address = $BaseUrl -as [Uri]
  if ($null -eq $address -or -not $address.IsAbsoluteUri) {
    Stop-Install 64 "not an https address: $BaseUrl"
  }
  if (-not (Test-Authentic $address)) {
    Stop-Install 64 "$BaseUrl is not encrypted; use https"
  }
  if (-not $Dir) { $Dir = Join-Path $env:LOCALAPPDATA 'Programs\sluice' }
  $Dir = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Dir).TrimEnd('\')
  $target = Join-Path $Dir "$name.exe"

  $installed = ''
  if (Test-Path -LiteralPath $target -PathType Container) { Stop-Install 73 "$target is a folder" }
  $exists = Test-Path -LiteralPath $target
  # What is replaced or removed anyway is not run.
  if ($exists -and -not $Force) {
    $installed = (Get-Answer $target).Version
    if (-not $installed) {
      $does = 'replaces'
      if ($Uninstall) { $does = 'removes' }
      Stop-Install 73 "$target is not sluice, or does not run; -Force $does it"
    }
  }

  if ($Uninstall) {
    if (-not $exists) {
      # Where the folder was deleted by hand, its entry in PATH is still there.
      if (-not (Test-Path -LiteralPath $Dir)) { Remove-Folder }
      $other, $flag = 'sluice-run', 'run'
      if ($Edition -eq 'run') { $other, $flag = 'sluice', 'plain' }
      if (Test-Path -LiteralPath (Join-Path $Dir "$other.exe")) {
        Stop-Install 66 "$name is not in $Dir; $other is there; add -Edition $flag"
      }
      Stop-Install 66 "$name is not in $Dir"
    }
    try {
      Remove-Item -LiteralPath $target -Force
    } catch {
      Stop-Install 73 "cannot remove ${target}: $($_.Exception.Message)"
    }
    Write-Output "removed $target"
    Remove-Folder
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
  $old = Join-Path $work 'old.exe'
  $protocols = [Net.ServicePointManager]::SecurityProtocol
  try {
    try {
      $null = New-Item -ItemType Directory -Force -Path $work
    } catch {
      $reason = $_.Exception.Message
      Stop-Install (Get-DiskCode $_ 73) "cannot write in $Dir ($reason); name another with -Dir"
    }
    # Windows PowerShell on older systems does not offer TLS 1.2 by itself. 0 leaves the choice to
    # the system, which offers it, and what is newer.
    if ([int] $protocols -ne 0) {
      [Net.ServicePointManager]::SecurityProtocol =
        $protocols -bor [Net.SecurityProtocolType]::Tls12
    }
    Write-Output "downloading $archive ($Version) from $BaseUrl"
    foreach ($file in 'SHA256SUMS', $archive) {
      try {
        Save-File "$folder/$file" (Join-Path $work $file)
      } catch {
        $reason = $_.Exception.GetBaseException().Message
        Stop-Install (Get-DiskCode $_ 69) (
          "cannot download $folder/$file ($reason); check the network, the version and the disk")
      }
    }
    $sums = @(
      Get-Content -LiteralPath (Join-Path $work 'SHA256SUMS') | ForEach-Object {
        if ($_ -cmatch '^([0-9a-f]{64}) [ *](.+)$' -and $Matches[2] -ceq $archive) { $Matches[1] }
      } | Sort-Object -Unique
    )
    if ($sums.Count -eq 0) {
      Stop-Install 65 "SHA256SUMS has no SHA-256 of $archive; nothing was installed"
    }
    if ($sums.Count -gt 1) {
      Stop-Install 65 "SHA256SUMS has two checksums of $archive; nothing was installed"
    }
    $expected = $sums[0]
    $zip = Join-Path $work $archive
    $actual = (Get-FileHash -Algorithm SHA256 -LiteralPath $zip).Hash.ToLowerInvariant()
    if ($actual -cne $expected) {
      $both = "expected $expected, found $actual"
      Stop-Install 65 "wrong checksum of ${archive}: $both; nothing was installed"
    }
    $new = Join-Path $work "$name.exe"
    try {
      Add-Type -AssemblyName System.IO.Compression.FileSystem
      $opened = [IO.Compression.ZipFile]::OpenRead($zip)
      try {
        $entry = $opened.GetEntry("$stem/$name.exe")
        if ($null -eq $entry) { throw "it does not hold $name.exe" }
        [IO.Compression.ZipFileExtensions]::ExtractToFile($entry, $new)
      } finally { $opened.Dispose() }
    } catch {
      $reason = $_.Exception.GetBaseException().Message
      Stop-Install (Get-DiskCode $_ 65) "cannot unpack $archive ($reason); nothing was installed"
    }
    $answer = Get-Answer $new
    if (-not $answer.Ended) {
      Stop-Install 69 "$name does not run on this system: $($answer.Said)"
    }
    $now = $answer.Version
    if (-not $now) {
      Stop-Install 65 "$archive does not hold sluice but something that says: $($answer.Said)"
    }
    if ($Version -ne 'latest' -and $now -ne $Version) {
      Stop-Install 65 "$archive holds version $now instead of $Version; nothing was installed"
    }
    try {
      # An executable that is running can be renamed, though not replaced.
      if ($exists) { Move-Item -LiteralPath $target -Destination $old -Force }
      Move-Item -LiteralPath $new -Destination $target
    } catch {
      Stop-Install 73 "cannot put $target in place: $($_.Exception.Message)"
    }
  } finally {
    [Net.ServicePointManager]::SecurityProtocol = $protocols
    # Also after Ctrl-C between the two moves. What fails here leaves the work folder as it is.
    if ([IO.File]::Exists($old) -and -not [IO.File]::Exists($target)) {
      [IO.File]::Move($old, $target)
    }
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
  $script = "$Repository/releases/latest/download/install.ps1"
  $words = "-Edition $Edition -Dir '$($Dir -replace "'", "''")' -Uninstall"
  Write-Output "uninstall:  & ([scriptblock]::Create((irm $script))) $words"
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
  # A folder, a file or the registry refused.
  if ($null -eq $code) { $code = 73 }
  exit $code
}
