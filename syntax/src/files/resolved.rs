//! A path -> the path that it leads to, as far as it is there: without links, also those that lead to nothing yet, and without
//! `..`. What is not there can be made while a run lasts.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// The most links that may follow one another; the system follows no more.
const MOST_LINKS: usize = 40;

/// The path that this one leads to.
pub fn resolved(path: &Path) -> PathBuf {
    // Above a relative path there is nothing to inspect.
    let mut path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    for _ in 0..MOST_LINKS {
        path = real(&path);
        let broken = path.ancestors().find_map(|link| Some((link, fs::read_link(link).ok()?)));
        let Some((link, target)) = broken else { return path };
        let rest = path.strip_prefix(link).unwrap_or(Path::new(""));
        let next = link.parent().unwrap_or(Path::new("/")).join(target);
        path = if rest.as_os_str().is_empty() { next } else { next.join(rest) };
    }
    path
}

/// The path without the links that lead to something.
fn real(path: &Path) -> PathBuf {
    let of =
        |above: &Path| Some((fs::canonicalize(above).ok()?, path.strip_prefix(above).ok()?.to_path_buf()));
    let Some((mut real, rest)) = path.ancestors().find_map(of) else { return path.to_path_buf() };
    for part in rest.components() {
        match part {
            Component::ParentDir => _ = real.pop(),
            Component::CurDir => {}
            part => real.push(part),
        }
    }
    real
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_path_leads_where_the_system_would_go_also_where_nothing_is_yet() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        symlink("b", root.join("a/link")).unwrap();
        symlink("../later/feed", root.join("a/broken")).unwrap();
        symlink("round", root.join("round")).unwrap();
        for (path, expected) in [
            ("a/b", "a/b"),
            ("a/link/x", "a/b/x"),
            ("a/link/../x", "a/x"),
            ("later/in/../x", "later/x"),
            ("a/broken", "later/feed"),
            ("a/broken/x", "later/feed/x"),
        ] {
            assert_eq!(resolved(&root.join(path)), root.join(expected), "{path}");
        }
        // It ends.
        let _ = resolved(&root.join("round/x"));
    }
}
