//! New files beside the place they are meant for, to be renamed over it once they are whole. Where that place is, and
//! when it is time, is for others to say.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// A temporary file in `folder` that holds the bytes and is durable. It goes when it is dropped.
///
/// # Errors
///
/// When it cannot be made or written.
pub fn stage(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = begin(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// An empty temporary file in `folder`, with the permissions of a served one: 0644 less the umask. It goes when it is
/// dropped.
///
/// # Errors
///
/// When it cannot be made.
pub fn begin(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let permissions = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o644);
    #[cfg(unix)]
    builder.permissions(permissions);
    builder.tempfile_in(folder)
}
