//! Records and feeds that mean harm to those who read what is made of them: whatever form of attack stands in whatever
//! field, nothing that is published runs in a browser.

mod build;
mod convert;
mod forms;
mod ids;
mod judge;
mod mutants;
mod names;
mod secrets;
