//! What a program that was built without the feature `objects` says of a destination in an object store: that it cannot.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::time::Duration;

use super::{Again, Put};
use crate::config::Objects;
use crate::error::Error;
use crate::files::{FileStat, Writing};

const MESSAGE: &str = "is in an object store, and this program was built without the feature `objects`: install it with \
                       `cargo install --path . --features objects`, or name a folder as `output.directory`";

/// A destination in an object store: there is none.
pub(crate) struct Remote(Infallible);

/// A feed on its way to one: there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packed(Infallible);

impl Remote {
    pub(crate) fn open(
        objects: &Objects,
        _: Option<u32>,
        _: Option<Duration>,
        _: bool,
    ) -> Result<Remote, Error> {
        Err(Error::usage(MESSAGE).at(objects.url.to_string()))
    }

    pub(crate) fn is_locked(&self) -> bool {
        match self.0 {}
    }

    pub(crate) fn ignores_conditions(&self) -> bool {
        match self.0 {}
    }

    pub(crate) fn stat(&self, _: &str) -> Option<FileStat> {
        match self.0 {}
    }

    pub(crate) fn is_folder(&self, _: &str) -> bool {
        match self.0 {}
    }

    pub(crate) fn names(&self, _: &str) -> Vec<String> {
        match self.0 {}
    }

    pub(crate) fn read(&self, _: &str, _: usize) -> io::Result<Option<(Vec<u8>, FileStat)>> {
        match self.0 {}
    }

    pub(crate) fn holds(&self, _: &str, _: &[u8]) -> io::Result<Option<(bool, FileStat)>> {
        match self.0 {}
    }

    pub(crate) fn save_contents(&self) -> io::Result<()> {
        match self.0 {}
    }

    pub(crate) fn beginning(&self, _: &str, _: u64) -> io::Result<Vec<u8>> {
        match self.0 {}
    }

    pub(crate) fn read_state(&self) -> Result<Option<Vec<u8>>, Error> {
        match self.0 {}
    }

    pub(crate) fn write_state(&self, _: Writing<'_>, _: usize) -> io::Result<Result<(), Error>> {
        match self.0 {}
    }

    pub(crate) fn read_part(&self, _: &'static str) -> io::Result<Option<Vec<u8>>> {
        match self.0 {}
    }

    pub(crate) fn save_part(&self, _: &'static str, _: Option<Vec<u8>>) -> io::Result<()> {
        match self.0 {}
    }

    pub(crate) fn changes(&self) -> Vec<String> {
        match self.0 {}
    }

    pub(crate) fn forget_changes(&self) -> Result<(), Error> {
        match self.0 {}
    }

    pub(crate) fn put_all(
        &self,
        _: Vec<Put>,
        _: &BTreeMap<&str, &'static str>,
        _: Again<'_>,
    ) -> Result<BTreeMap<String, FileStat>, Error> {
        match self.0 {}
    }

    pub(crate) fn is_crowded(&self) -> bool {
        match self.0 {}
    }

    pub(crate) fn pack(&self, _: &[u8]) -> io::Result<Packed> {
        match self.0 {}
    }
}
