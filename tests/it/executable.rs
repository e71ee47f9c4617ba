//! A copy of a program, for tests that run it from another place, as another user or as another version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies a program into a folder, in the place of an earlier copy. On Unix another process writes it: a program that a test beside
/// this one starts at that moment would inherit a file that is open for writing, and such a file is not run (ETXTBSY).
pub fn copy_of(program: &str, folder: &Path) -> PathBuf {
    let copy = folder.join(Path::new(program).file_name().unwrap());
    if cfg!(unix) {
        assert!(Command::new("cp").arg(program).arg(&copy).status().unwrap().success());
    } else {
        fs::copy(program, &copy).unwrap();
    }
    copy
}
