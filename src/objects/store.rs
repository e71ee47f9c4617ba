//! One place in an object store, asked synchronously: a small runtime that lives in this room alone drives the client. Each request ends in bounded time,
//! with all its repetitions.
//!
//! Writing is conditional: on what the object was when it was seen last. Where an answer is lost, the object itself says whether it
//! was written. A store that ignores conditions, or a folder, is asked before writing, which is the best that it allows.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    Attributes, BackoffConfig, ClientConfigKey, GetOptions, GetRange, ObjectMeta, ObjectStore,
    ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig, UpdateVersion,
};
use tokio::runtime::Runtime;

use super::fault::Fault;
use crate::config::{Scheme, StoreUrl};
use crate::files::FileStat;
use crate::text::digest;

/// Which object it is: a change gives it another version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Version {
    size: u64,
    e_tag: Option<String>,
    version: Option<String>,
}

impl Version {
    fn of(meta: &ObjectMeta) -> Version {
        Version { size: meta.size, e_tag: meta.e_tag.clone(), version: meta.version.clone() }
    }

    /// The same as what a file system says of a file: as long as none of it changes, neither has the content. Some stores
    /// put the tag in quotation marks in one answer and not in the other.
    pub(super) fn stat(&self) -> FileStat {
        let Some(e_tag) = self.e_tag.as_deref().or(self.version.as_deref()) else {
            return FileStat::default();
        };
        let inode = digest(e_tag.trim_start_matches("W/").trim_matches('"').as_bytes()).max(1);
        FileStat { size: self.size, modified: 0, changed: 0, inode }
    }

    /// Whether it can be the same object.
    fn is(&self, other: &Version) -> bool {
        let stat = self.stat();
        stat == other.stat() && stat != FileStat::default()
    }
}

/// What an object must be for a request to be carried out.
#[derive(Debug, Clone)]
pub(super) enum Condition {
    /// It is not there.
    Absent,
    /// It is this one.
    Is(Version),
}

/// A place in an object store.
pub(super) struct Store {
    inner: Arc<dyn ObjectStore>,
    pub(super) place: StoreUrl,
    runtime: Arc<Runtime>,
    timeout: Duration,
    /// Whether the store keeps conditions. Nothing else is assumed until it has shown the contrary.
    keeps_conditions: AtomicBool,
}

/// How many requests are under way at once.
pub(super) const AT_ONCE: usize = 16;

/// How often an object is written again after a lost answer.
const TRIES: usize = 4;

impl Store {
    /// Opens a place. No request is made yet.
    pub(super) fn open(
        place: &StoreUrl,
        timeout: Duration,
        runtime: Arc<Runtime>,
        is_changing: bool,
    ) -> Result<Store, Fault> {
        let inner = client(place, timeout, is_changing)?;
        let keeps_conditions = AtomicBool::new(place.scheme != Scheme::File);
        Ok(Store { inner, place: place.clone(), runtime, timeout, keeps_conditions })
    }

    /// Says that the store ignores conditions.
    pub(super) fn distrust(&self) {
        self.keeps_conditions.store(false, Ordering::Relaxed);
    }

    /// Waits for what is asked of a store.
    pub(super) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// A request in bounded time.
    async fn bounded<T>(&self, request: impl Future<Output = object_store::Result<T>>) -> Result<T, Fault> {
        match tokio::time::timeout(self.timeout, request).await {
            Ok(answer) => answer.map_err(Fault::from),
            Err(_) => Err(Fault::Lost(format!(
                "the store does not answer within {} s, which is `output.timeout`",
                self.timeout.as_secs()
            ))),
        }
    }

    /// The key of a path below the place.
    fn key(&self, path: &str) -> Result<Path, Fault> {
        let prefix = if self.place.scheme == Scheme::File { "" } else { self.place.prefix.as_str() };
        let key = if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") };
        Path::parse(key).map_err(|error| Fault::from(object_store::Error::from(error)))
    }

    /// All objects below the place, by path, each with what tells its versions apart.
    pub(super) async fn list(&self) -> Result<BTreeMap<String, Version>, Fault> {
        let mut objects = self.listed().await?;
        // Some stores keep the tags of objects out of their listings.
        let untold = objects.iter().filter(|(_, version)| version.stat() == FileStat::default());
        let paths: Vec<String> = untold.map(|(path, _)| path.clone()).collect();
        let requests = paths.into_iter().map(|path| async {
            let version = self.head(&path).await?;
            Ok::<_, Fault>(version.map(|version| (path, version)))
        });
        let told: Vec<_> = futures_util::stream::iter(requests).buffered(AT_ONCE).collect().await;
        objects.extend(told.into_iter().collect::<Result<Vec<_>, Fault>>()?.into_iter().flatten());
        Ok(objects)
    }

    async fn listed(&self) -> Result<BTreeMap<String, Version>, Fault> {
        let prefix = if self.place.scheme == Scheme::File { "" } else { self.place.prefix.as_str() };
        let above = Path::parse(prefix).map_err(|error| Fault::from(object_store::Error::from(error)))?;
        let mut objects = BTreeMap::new();
        let mut listing = self.inner.list(Some(&above));
        loop {
            let next = async { listing.next().await.transpose() };
            let Some(meta) = self.bounded(next).await? else { return Ok(objects) };
            let path = meta.location.as_ref();
            let path = path.strip_prefix(prefix).unwrap_or(path).trim_start_matches('/');
            objects.insert(path.to_owned(), Version::of(&meta));
        }
    }

    /// Which object is there.
    pub(super) async fn head(&self, path: &str) -> Result<Option<Version>, Fault> {
        let key = self.key(path)?;
        match self.bounded(self.inner.head(&key)).await {
            Ok(meta) => Ok(Some(Version::of(&meta))),
            Err(Fault::Missing) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// What an object holds and which it is: nothing where it is missing, and no bytes where it is larger than `most`.
    pub(super) async fn get(
        &self,
        path: &str,
        most: usize,
    ) -> Result<Option<(Option<Vec<u8>>, Version)>, Fault> {
        let (most, mut bytes) = (u64::try_from(most).unwrap_or(u64::MAX), Vec::new());
        let mut take = |part: &[u8], length: u64| {
            if length > most {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            if bytes.is_empty() {
                bytes.reserve_exact(usize::try_from(length).unwrap_or_default());
            }
            bytes.extend_from_slice(part);
            Ok(())
        };
        let version = self.read(path, &mut take).await?;
        Ok(version.map(|version| ((version.size <= most).then_some(bytes), version)))
    }

    /// Hands what an object holds to `take`, with how many bytes there are of it, one part after the other, and says which it is; nothing
    /// where it is missing. What cannot be taken ends the reading.
    pub(super) async fn read(
        &self,
        path: &str,
        take: &mut dyn FnMut(&[u8], u64) -> io::Result<()>,
    ) -> Result<Option<Version>, Fault> {
        let key = self.key(path)?;
        let request = async {
            let answer = self.inner.get(&key).await?;
            let version = Version::of(&answer.meta);
            let mut parts = answer.into_stream();
            while let Some(part) = parts.next().await.transpose()? {
                if take(&part, version.size).is_err() {
                    break;
                }
            }
            Ok(version)
        };
        match self.bounded(request).await {
            Ok(version) => Ok(Some(version)),
            Err(Fault::Missing) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// The first bytes of an object.
    pub(super) async fn beginning(&self, path: &str, length: u64) -> Result<Vec<u8>, Fault> {
        let key = self.key(path)?;
        let options = GetOptions { range: Some(GetRange::Bounded(0..length)), ..GetOptions::default() };
        let request = async { self.inner.get_opts(&key, options).await?.bytes().await };
        Ok(self.bounded(request).await?.to_vec())
    }

    /// Writes an object if it is as required.
    ///
    /// A conflict is the answer where another program has changed the object. Where the answer is lost, what is there then
    /// says whether it was written.
    pub(super) async fn put(
        &self,
        path: &str,
        bytes: Vec<u8>,
        attributes: &Attributes,
        condition: Condition,
    ) -> Result<Version, Fault> {
        let mut lost = Fault::Conflict;
        let payload = PutPayload::from(bytes);
        let is_it = |there: &[u8]| payload.iter().flatten().eq(there);
        for _ in 0..TRIES {
            match self.put_once(path, &payload, attributes, &condition).await {
                Ok(version) => return Ok(version),
                Err(fault @ Fault::Failed(_)) => return Err(fault),
                Err(fault) => lost = fault,
            }
            match self.get(path, payload.content_length()).await? {
                Some((Some(there), version)) if is_it(&there) => return Ok(version),
                // The client has asked again and again already.
                _ if matches!(lost, Fault::Away(_)) => return Err(lost),
                Some((_, version)) if matches!(&condition, Condition::Is(before) if version.is(before)) => {}
                None if matches!(condition, Condition::Absent) => {}
                _ => return Err(Fault::Conflict),
            }
        }
        Err(lost)
    }

    async fn put_once(
        &self,
        path: &str,
        payload: &PutPayload,
        attributes: &Attributes,
        condition: &Condition,
    ) -> Result<Version, Fault> {
        let keeps_conditions = self.keeps_conditions.load(Ordering::Relaxed);
        // Of some stores a listing says less than a condition takes.
        let is_asked = !keeps_conditions || self.place.scheme != Scheme::S3;
        let there = if is_asked { self.head(path).await? } else { None };
        let is_met = match (condition, &there) {
            (Condition::Is(before), Some(there)) => there.is(before),
            (Condition::Absent, there) => there.is_none(),
            (Condition::Is(_), None) => false,
        };
        if is_asked && !is_met {
            return Err(Fault::Conflict);
        }
        let mode = match (condition, there) {
            _ if !keeps_conditions => PutMode::Overwrite,
            (Condition::Absent, _) => PutMode::Create,
            (Condition::Is(before), there) => {
                let Version { e_tag, version, .. } = there.unwrap_or_else(|| before.clone());
                PutMode::Update(UpdateVersion { e_tag, version })
            }
        };
        self.write(path, payload.clone(), attributes, mode).await
    }

    /// Writes an object whatever is there, or as the mode says.
    pub(super) async fn write(
        &self,
        path: &str,
        payload: PutPayload,
        attributes: &Attributes,
        mode: PutMode,
    ) -> Result<Version, Fault> {
        let key = self.key(path)?;
        // A folder has no attributes.
        let attributes =
            if self.place.scheme == Scheme::File { Attributes::new() } else { attributes.clone() };
        let options = PutOptions { mode, attributes, ..PutOptions::default() };
        let size = u64::try_from(payload.content_length()).unwrap_or(u64::MAX);
        let answer = self.bounded(self.inner.put_opts(&key, payload, options)).await?;
        if answer.e_tag.is_none() {
            return self.head(path).await?.ok_or(Fault::Missing);
        }
        Ok(Version { size, e_tag: answer.e_tag, version: answer.version })
    }

    /// Removes an object; one that is missing is no fault.
    pub(super) async fn delete(&self, path: &str) -> Result<(), Fault> {
        let key = self.key(path)?;
        match self.bounded(self.inner.delete(&key)).await {
            Err(Fault::Missing) => Ok(()),
            removed => removed,
        }
    }
}

/// The client of a place, with the credentials of the environment.
fn client(place: &StoreUrl, timeout: Duration, is_changing: bool) -> Result<Arc<dyn ObjectStore>, Fault> {
    // A request that hangs leaves time for another, and the last of them ends before the time does.
    let part = |of: f64| timeout.mul_f64(of);
    let backoff = BackoffConfig { max_backoff: part(0.1), ..BackoffConfig::default() };
    let retry = RetryConfig { retry_timeout: part(0.5), backoff, ..RetryConfig::default() };
    let limit = format!("{} ms", part(0.3).as_millis().max(1));
    let bucket = place.bucket.as_str();
    Ok(match place.scheme {
        Scheme::S3 => Arc::new(
            AmazonS3Builder::from_env()
                .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::Timeout), limit)
                .with_bucket_name(bucket)
                .with_retry(retry)
                .build()?,
        ),
        Scheme::Google => Arc::new(
            GoogleCloudStorageBuilder::from_env()
                .with_config(GoogleConfigKey::Client(ClientConfigKey::Timeout), limit)
                .with_bucket_name(bucket)
                .with_retry(retry)
                .build()?,
        ),
        Scheme::Azure => Arc::new(
            MicrosoftAzureBuilder::from_env()
                .with_config(AzureConfigKey::Client(ClientConfigKey::Timeout), limit)
                .with_container_name(bucket)
                .with_retry(retry)
                .build()?,
        ),
        Scheme::File => folder(place, is_changing)?,
    })
}

/// A folder as a store. It is made where it is missing; a run that only looks sees an empty one.
fn folder(place: &StoreUrl, is_changing: bool) -> Result<Arc<dyn ObjectStore>, Fault> {
    let root = format!("/{}", place.prefix);
    if is_changing {
        std::fs::create_dir_all(&root)
            .map_err(|error| Fault::Failed(format!("its folder cannot be made: {error}")))?;
    } else if !std::path::Path::new(&root).exists() {
        return Ok(Arc::new(InMemory::new()));
    }
    Ok(Arc::new(LocalFileSystem::new_with_prefix(root)?))
}
