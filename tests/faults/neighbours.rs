//! Neighbours: what others on the same machine, and the machine's own settings, may not do to a publication. Each scene is
//! one kind of neighbour and one sweep; its name begins with `neighbours_`.
//!
//! A neighbour has less than the operator: another local user may read what is served and write where everybody may, and the
//! environment may be anything. Whoever runs the program as the operator's user is no neighbour.

mod author;
mod environments;
mod projects;
mod users;
