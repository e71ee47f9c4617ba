//! Opens record files so that no link, and no folder that is exchanged for one at the last moment, leads to a file out of the
//! project's folder and of those that the operator has named.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};

use super::search::literal_start;
use crate::config::{Config, Paths};
#[cfg(unix)]
use crate::confined;
use crate::durable::again;

/// Opens the file without waiting for it.
///
/// # Errors
///
/// When it cannot be opened, or leads out.
pub fn open(root: &Path, path: &str, config: &Config) -> io::Result<File> {
    match open_below(root, Path::new(path)) {
        Err(error) if leads_out(&error) => by_real_path(root, path, config).unwrap_or(Err(error)),
        result => result,
    }
}

/// What leads out of the project's folder by its spelling alone: an absolute link to another place in it, and what stands in
/// a folder that the operator has named and that is a link.
fn by_real_path(root: &Path, path: &str, config: &Config) -> Option<io::Result<File>> {
    let real = fs::canonicalize(root.join(path)).ok()?;
    let named: Vec<&str> = match &config.input.paths {
        Paths::Everywhere => Vec::new(),
        Paths::Listed(paths) => paths.iter().map(String::as_str).collect(),
        Paths::Jekyll { folder, .. } => vec![folder],
    };
    let named = named.iter().flat_map(|path| [root.join(path), root.join(literal_start(path))]);
    let allowed = |folder: PathBuf| {
        let folder = fs::canonicalize(folder).ok()?;
        if folder == real {
            return Some(open_below(real.parent()?, Path::new(real.file_name()?)));
        }
        Some(open_below(&folder, real.strip_prefix(&folder).ok()?))
    };
    std::iter::once(root.to_path_buf()).chain(named).find_map(allowed)
}

fn open_below(folder: &Path, path: &Path) -> io::Result<File> {
    let within = again(|| Dir::open_ambient_dir(folder, ambient_authority()))?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::custom_flags(&mut options, confined::without_waiting());
    Ok(again(|| within.open_with(path, &options))?.into_std())
}

/// Whether it is the handle that refused, and not the system.
fn leads_out(error: &io::Error) -> bool {
    error.kind() == ErrorKind::PermissionDenied && error.raw_os_error().is_none()
}
