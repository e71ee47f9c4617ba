//! stub
use super::losses::Losses;
use crate::model::{Entry, Feed, FeedHead};
use std::collections::BTreeSet;
pub fn write(_entry: &Entry) -> String {
    String::new()
}
pub fn file_name(_entry: &Entry, _taken: &mut BTreeSet<String>) -> String {
    String::new()
}
pub fn project(_head: &FeedHead) -> String {
    String::new()
}
pub fn losses(_feed: &Feed, _losses: &mut Losses) {}
