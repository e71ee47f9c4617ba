//! Who owns a project -> whether its configuration is trusted. Root trusts its own files and those of the user that has called `sudo`,
//! as git does: whoever else may write a configuration would have files written anywhere in the name of root. Any other user can
//! only lose what is theirs.

use std::path::Path;

/// Whether root runs this in a folder of another user.
#[cfg(unix)]
pub(super) fn is_of_another_user(dir: &Path) -> bool {
    let caller = std::env::var("SUDO_UID").ok().and_then(|uid| uid.parse::<u32>().ok());
    let is_strange = |uid: u32| uid != 0 && Some(uid) != caller;
    let mut owners = feedmill::internal::source::owners(dir).into_iter();
    rustix::process::geteuid().is_root() && owners.any(is_strange)
}

/// Elsewhere there is no root.
#[cfg(not(unix))]
pub(super) fn is_of_another_user(_: &Path) -> bool {
    false
}
