//! What the file system says of a file, by which a file is recognised without being read.

use serde::{Deserialize, Serialize};

/// What the file system says of a file: as long as none of it changes, neither has the content. The default recognises no file;
/// it is all that there is where the system says too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileStat {
    /// Its size in bytes.
    pub size: u64,
    /// When its content last changed, in nanoseconds since 1970.
    pub modified: i64,
    /// When its content or its metadata last changed, in nanoseconds since 1970.
    pub changed: i64,
    /// Its number in its file system.
    pub inode: u64,
}

impl From<&cap_std::fs::Metadata> for FileStat {
    #[cfg(unix)]
    fn from(metadata: &cap_std::fs::Metadata) -> FileStat {
        use cap_std::fs::MetadataExt;
        let nanoseconds =
            |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
        FileStat {
            size: metadata.size(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
        }
    }

    #[cfg(not(unix))]
    fn from(_: &cap_std::fs::Metadata) -> FileStat {
        FileStat::default()
    }
}

impl From<std::fs::Metadata> for FileStat {
    fn from(metadata: std::fs::Metadata) -> FileStat {
        FileStat::from(&cap_std::fs::Metadata::from_just_metadata(metadata))
    }
}
