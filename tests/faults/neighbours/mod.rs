//! What others on the machine do beside a run, or have done before it: another local user, and whoever has set the
//! environment and the limits of the process.

mod environments;
mod users;
