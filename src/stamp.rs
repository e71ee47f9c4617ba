//! What the file system says of a file becomes a [`Stamp`], by which the file is known again.

use std::fs::Metadata;

use crate::catalogue::Stamp;

/// What the file system says of a file. Where it says too little to know a file again, the default, which no file is
/// known by.
pub fn of(metadata: &Metadata) -> Stamp {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Stamp {
            size: metadata.size(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
        }
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        Stamp::default()
    }
}

/// The same, of a file that was reached through the handle of a folder.
pub fn of_confined(metadata: &cap_std::fs::Metadata) -> Stamp {
    #[cfg(unix)]
    {
        use cap_std::fs::MetadataExt;
        Stamp {
            size: metadata.size(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
        }
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        Stamp::default()
    }
}

#[cfg(unix)]
fn nanoseconds(seconds: i64, rest: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(rest)
}
