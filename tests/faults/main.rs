//! The fault harness: breaks runs of the program as machines do, and looks at what they leave behind.
//!
//! `cargo test --locked --test faults -- --ignored` runs all of it, a name after that one kind: `kill`,
//! `errors`, `bites`, `damage`, `streams`, `readers`, `overlap`, `power`, `leak`, `neighbours`. What needs strace, root, tmpfs or loop devices says
//! by name that it is skipped where they are not there. The program is the one compiled with it, or that of `FEEDMILL_FAULT_PROGRAM`, which is
//! read when the tests are compiled. Settings of a run, all of them numbers:
//!
//! - `FEEDMILL_FAULT_SEED`: what random moments and places are drawn from (1);
//! - `FEEDMILL_FAULT_COUNT`: how many of them in each sweep (as many as each sweep says);
//! - `FEEDMILL_FAULT_POINTS`: the most points at which one system call is disturbed; 0 for every one, with every error (24).

#![allow(clippy::restriction)]
#![cfg(target_os = "linux")]

mod conversion;
mod cost;
mod site;
mod strace;
mod sweep;

mod bites;
mod bites_of_archives;
mod bites_of_sites;
#[cfg(feature = "objects")]
#[path = "../it/bucket.rs"]
#[allow(dead_code)]
mod bucket;
#[cfg(feature = "objects")]
mod buckets;
mod damage;
mod errors;
#[path = "../it/executable.rs"]
mod executable;
#[path = "../it/hub.rs"]
#[allow(dead_code)]
mod hub;
mod hubs;
mod kill;
mod leak;
mod neighbours;
mod overlap;
mod power;
mod readers;
mod resources;
mod streams;
