//! Objects that are to be put or removed -> requests: a twin before its feed, each if it is as the listing says, and once more after a
//! conflict. Contents that were not kept are made again first.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use futures_util::StreamExt;
use object_store::{Attribute, Attributes};

use super::fault::Fault;
use super::lease::Lease;
use super::packed::Packed;
use super::remote::{LARGEST, Remote};
use super::store::{AT_ONCE, Condition, Version};
use super::{Again, Content, Put};
use crate::error::Error;
use crate::files::FileStat;
use crate::ordered::CollectOrdered;
use crate::text::digest;

/// What the names of twins end with.
const TWIN: &str = ".gz";
/// How often an object is put that others keep changing.
const TRIES: usize = 3;

impl Remote {
    /// Makes the contents again that were not kept.
    pub(super) fn make_again(&self, puts: &mut [Put], again: Again<'_>) -> Result<(), Error> {
        let is_missing = |put: &&Put| matches!(put.content, Content::Again);
        let missing: Vec<&str> = puts.iter().filter(is_missing).map(|put| put.path.as_str()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let mut made = again(&missing)?;
        for put in puts.iter_mut().filter(|put| matches!(put.content, Content::Again)) {
            let bytes = made.remove(&put.path).filter(|bytes| digest(bytes) == put.fingerprint);
            let changed = || Fault::Failed("a record of it has changed since the run began".to_owned());
            let bytes = bytes.ok_or_else(|| self.failed(&put.path, &changed()))?;
            let packed = Packed::of(&bytes, self.has_twins);
            let failed = |error: io::Error| self.failed(&put.path, &Fault::Failed(error.to_string()));
            put.content = Content::Packed(packed.map_err(failed)?);
        }
        Ok(())
    }

    /// Puts some objects at once; one that others have changed meanwhile again, if this run still has its place.
    pub(super) fn put_batch(
        &self,
        mut puts: Vec<Put>,
        lease: &Lease,
        stats: &mut BTreeMap<String, FileStat>,
    ) -> Result<(), Error> {
        for round in 0..TRIES {
            let requests = puts.iter().map(|put| self.put_one(put, round > 0));
            let requests = futures_util::stream::iter(requests).buffered(AT_ONCE).collect::<Vec<_>>();
            let answers = self.feeds.wait(requests);
            let mut conflicts = Vec::new();
            for (put, answer) in puts.into_iter().zip(answers) {
                match answer {
                    Ok(Some(version)) => {
                        self.learn(&put.path, &version, put.fingerprint);
                        stats.insert(put.path, version.stat());
                    }
                    Ok(None) => {}
                    Err(Fault::Conflict) => conflicts.push(put),
                    Err(fault) => return Err(self.failed(&put.path, &fault)),
                }
            }
            if conflicts.is_empty() {
                return Ok(());
            }
            lease.renew()?;
            puts = conflicts;
        }
        let path = puts.first().map_or("", |put| put.path.as_str());
        Err(self.failed(path, &Fault::Conflict))
    }

    /// Puts a feed after its twin, or removes both.
    async fn put_one(&self, put: &Put, is_again: bool) -> Result<Option<Version>, Fault> {
        let twin = format!("{}{TWIN}", put.path);
        let Content::Packed(content) = &put.content else {
            if self.listing.contains_key(&twin) {
                self.feeds.delete(&twin).await?;
            }
            if !put.is_twin_alone {
                self.feeds.delete(&put.path).await?;
            }
            return Ok(None);
        };
        if self.has_twins {
            let attributes = self.attributes(put.media_type, true);
            self.put_object(&twin, content.compressed(), &attributes, is_again).await?;
        } else if self.listing.contains_key(&twin) && self.lease.as_ref().is_some_and(|lease| lease.had_twins)
        {
            self.feeds.delete(&twin).await?;
        }
        if put.is_twin_alone {
            return Ok(None);
        }
        let bytes = content.bytes().map_err(|error| Fault::Failed(error.to_string()))?;
        let attributes = self.attributes(put.media_type, false);
        self.put_object(&put.path, bytes, &attributes, is_again).await.map(Some)
    }

    /// Puts an object if it is as the listing says, or, after a conflict, as it is found.
    async fn put_object(
        &self,
        path: &str,
        bytes: Vec<u8>,
        attributes: &Attributes,
        is_again: bool,
    ) -> Result<Version, Fault> {
        let there = if is_again { self.feeds.head(path).await? } else { self.listing.get(path).cloned() };
        let condition = there.map_or(Condition::Absent, Condition::Is);
        self.feeds.put(path, bytes, attributes, condition).await
    }

    fn attributes(&self, media_type: &'static str, is_twin: bool) -> Attributes {
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, format!("{media_type}; charset=utf-8").into());
        if let Some(lifetime) = &self.lifetime {
            attributes.insert(Attribute::CacheControl, lifetime.clone().into());
        }
        if is_twin {
            attributes.insert(Attribute::ContentEncoding, "gzip".into());
        }
        attributes
    }

    /// Twins that are missing, may be of another feed, or are not wanted any more, where their feeds stay as they are.
    pub(super) fn twins_alone(
        &self,
        puts: &[Put],
        known: &BTreeMap<&str, &'static str>,
        lease: &Lease,
    ) -> Result<Vec<Put>, Error> {
        if !self.has_twins && !lease.had_twins {
            return Ok(Vec::new());
        }
        let unconfirmed = self.changes();
        let is_unconfirmed = |path: &str| unconfirmed.binary_search_by(|own| own.as_str().cmp(path)).is_ok();
        let put: BTreeSet<&str> = puts.iter().map(|put| put.path.as_str()).collect_set();
        let has_twin = |path: &str| self.listing.contains_key(&format!("{path}{TWIN}"));
        let is_due = |path: &str| match self.has_twins {
            true => !has_twin(path) || is_unconfirmed(path),
            false => has_twin(path),
        };
        let stays = |path: &str| self.listing.contains_key(path) && !put.contains(path);
        let due = known.iter().filter(|(path, _)| stays(path) && is_due(path));
        let alone = due.map(|(path, media_type)| {
            let failed = |fault: &Fault| self.failed(path, fault);
            let (content, fingerprint) = match self.has_twins {
                true => {
                    let there =
                        self.feeds.wait(self.feeds.get(path, LARGEST)).map_err(|fault| failed(&fault))?;
                    let Some((Some(bytes), _)) = there else { return Ok(None) };
                    let packed = Packed::of(&bytes, true)
                        .map_err(|error| failed(&Fault::Failed(error.to_string())))?;
                    (Content::Packed(packed), digest(&bytes))
                }
                false => (Content::Nothing, 0),
            };
            let (path, media_type) = ((*path).to_owned(), *media_type);
            Ok(Some(Put { path, media_type, content, fingerprint, is_twin_alone: true }))
        });
        Ok(alone.collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().collect())
    }
}
