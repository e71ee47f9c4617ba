//! What every room of the world does with files: recognise a file by its [`FileStat`], read it without being led elsewhere
//! or kept waiting, replace it in one step, and make it durable.
//!
//! What a file holds, and where it belongs, is decided elsewhere.

mod confined;
mod durable;
mod listing;
mod lock;
mod replace;
mod resolved;
mod stat;
#[cfg(target_os = "linux")]
mod unnamed;
mod waiting;

pub use confined::{open, open_path, read};
pub use durable::{make_folders, retry_interrupted, sync, sync_folder};
pub use listing::{Kind, Listing};
pub use lock::{Holder, Lock, lock, make_accessible, private_folder};
pub use replace::{Writing, create, replace, replace_all, replace_by, replace_by_writing};
pub use resolved::resolved;
pub use stat::{FileStat, changed_after, stat_at};
