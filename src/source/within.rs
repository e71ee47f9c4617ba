//! Opens record files below the handle of the project's folder, or of one that the operator has named. The search has checked
//! their links before; a link that is put there in between leads nowhere.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use super::pattern::literal_start;
use crate::config::{Config, Paths};
use crate::files::{self, FileStat, retry_interrupted};

/// The folder of a project. It is opened for the first record, and the others are opened below its handle.
#[derive(Debug)]
pub struct Root<'a> {
    pub(super) path: &'a Path,
    opened: OnceLock<Dir>,
}

impl<'a> Root<'a> {
    /// The folder at a path.
    pub fn new(path: &'a Path) -> Root<'a> {
        Root { path, opened: OnceLock::new() }
    }

    /// What the file system says of a file, wherever links lead; the default where that is too little.
    pub(super) fn stat(&self, path: &str) -> FileStat {
        let stat = self.opened().and_then(|folder| files::stat_at(folder, path));
        stat.unwrap_or_default()
    }

    fn opened(&self) -> io::Result<&Dir> {
        match self.opened.get() {
            Some(opened) => Ok(opened),
            None => handle(self.path).map(|opened| self.opened.get_or_init(|| opened)),
        }
    }
}

/// Opens a record file.
///
/// # Errors
///
/// When it cannot be opened, or a link leads out of the folders.
pub(super) fn open(root: &Root<'_>, path: &str, config: &Config) -> io::Result<File> {
    match files::open(root.opened()?, path) {
        Err(error) if leads_out(&error) => by_real_path(root.path, path, config).unwrap_or(Err(error)),
        result => result.map(cap_std::fs::File::into_std),
    }
}

/// Opens a file whose path leads out of the project's folder only as it is written: by an absolute link to another place in the
/// folder, or by a folder that the operator has named and that is a link.
fn by_real_path(root: &Path, path: &str, config: &Config) -> Option<io::Result<File>> {
    let real = fs::canonicalize(root.join(path)).ok()?;
    let named: Vec<&str> = match &config.input.paths {
        _ if config.is_confined => Vec::new(),
        Paths::Everywhere => Vec::new(),
        Paths::Listed(paths) => paths.iter().map(String::as_str).collect(),
        Paths::Folders { folders, .. } => folders.iter().map(String::as_str).collect(),
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
    Ok(files::open(&handle(folder)?, path)?.into_std())
}

fn handle(folder: &Path) -> io::Result<Dir> {
    retry_interrupted(|| Dir::open_ambient_dir(folder, ambient_authority()))
}

/// Whether the handle has refused, and not the system.
fn leads_out(error: &io::Error) -> bool {
    error.kind() == ErrorKind::PermissionDenied && error.raw_os_error().is_none()
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::config;

    #[test]
    fn only_what_the_operator_has_named_leads_out() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        for path in ["root/a", "root/b", "named", "other"] {
            fs::create_dir_all(at(path)).unwrap();
            fs::write(at(path).join("r.md"), path).unwrap();
        }
        let (root, real) = (at("root"), fs::canonicalize(folder.path()).unwrap());
        symlink("../b/r.md", root.join("a/near.md")).unwrap();
        symlink(real.join("root/b/r.md"), root.join("a/whole.md")).unwrap();
        symlink("../../other/r.md", root.join("a/out.md")).unwrap();
        symlink("../other", root.join("exchanged")).unwrap();
        symlink("../named", root.join("posts")).unwrap();
        symlink("../named/r.md", root.join("one.md")).unwrap();
        let own = "site: {title: T, url: https://example.org/}\ninput: {paths: [a, posts, one.md]}\n";
        let config = config::read_own("feedmill.yaml", own, None, None).unwrap();
        let read = |path: &str| {
            let mut text = String::new();
            open(&Root::new(&root), path, &config).ok()?.read_to_string(&mut text).ok()?;
            Some(text)
        };
        for (path, expected) in [
            ("a/r.md", Some("root/a")),
            ("a/near.md", Some("root/b")),
            ("a/whole.md", Some("root/b")),
            ("posts/r.md", Some("named")),
            ("one.md", Some("named")),
            ("a/out.md", None),
            ("exchanged/r.md", None),
            ("a/none.md", None),
        ] {
            assert_eq!(read(path).as_deref(), expected, "{path}");
        }
    }
}
