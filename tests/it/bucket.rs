//! A small server on loopback that speaks as much of S3, or of the XML API of Google Cloud Storage, as the program asks of it, keeps its
//! objects in memory, and fails as it is told: with a status, slowly, or with the connection cut at some byte of a request or an answer.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the credentials of all runs are; no word of the program may hold the second.
pub const KEY: &str = "AKEXAMPLE";
pub const SECRET: &str = "secret-of-the-bucket";

/// A request, as far as it was read when it is decided what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    /// The key of the object, or nothing for the bucket as a whole.
    pub key: String,
    pub query: String,
    pub headers: BTreeMap<String, String>,
    /// How many requests have come before.
    pub number: usize,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is carried out and answered.
    Answered,
    /// It is not carried out; the answer is this status with this code.
    Refused(u16, &'static str),
    /// It is carried out and answered after so long.
    Late(Duration),
    /// It is not carried out, and the connection is cut after so long.
    Stalled(Duration),
    /// So many bytes of its body are read and the connection is cut; it is not carried out.
    CutUpload(usize),
    /// It is carried out, and the connection is cut after so many bytes of the answer.
    CutAnswer(usize),
    /// It is carried out whatever conditions it has.
    Unconditional,
}

/// An object, with the headers that it is served with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    pub bytes: Vec<u8>,
    pub e_tag: String,
    pub headers: BTreeMap<String, String>,
}

type Rule = Box<dyn FnMut(&Request) -> Fate + Send>;

struct Inside {
    objects: BTreeMap<String, Object>,
    requests: Vec<Request>,
    rule: Rule,
    written: usize,
    speech: Speech,
}

/// Which protocol a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speech {
    /// That of S3: conditions are on tags, which are never the same again.
    Amazon,
    /// That of Google: conditions are on generations, which listings do not tell; a tag comes again with the same content, and conditions
    /// on tags are not kept.
    #[allow(dead_code)]
    Google,
}

const GENERATION: &str = "x-goog-generation";

/// The server; it ends with its value.
pub struct Bucket {
    address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
    has_ended: Arc<AtomicBool>,
}

impl Bucket {
    /// An empty bucket `news`, where all goes well.
    pub fn new() -> Bucket {
        Bucket::speaking(Speech::Amazon)
    }

    /// The same, which speaks this protocol.
    #[allow(dead_code)]
    pub fn speaking(speech: Speech) -> Bucket {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Inside {
            objects: BTreeMap::new(),
            requests: Vec::new(),
            rule: Box::new(|_| Fate::Answered),
            written: 0,
            speech,
        };
        let (inside, has_ended) = (Arc::new(Mutex::new(inside)), Arc::new(AtomicBool::new(false)));
        let (own, ends) = (Arc::clone(&inside), Arc::clone(&has_ended));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if ends.load(Ordering::SeqCst) {
                    return;
                }
                let inside = Arc::clone(&own);
                // A connection that breaks is the client's affair.
                stream.map(|stream| thread::spawn(move || drop(serve(&stream, &inside)))).unwrap();
            }
        });
        Bucket { address, inside, has_ended }
    }

    /// Lets all requests from now on be decided by a rule.
    pub fn set(&self, rule: impl FnMut(&Request) -> Fate + Send + 'static) {
        self.inside.lock().unwrap().rule = Box::new(rule);
    }

    /// Lets all go well again.
    pub fn mend(&self) {
        self.set(|_| Fate::Answered);
    }

    /// The objects, by key.
    pub fn objects(&self) -> BTreeMap<String, Object> {
        self.inside.lock().unwrap().objects.clone()
    }

    /// What feeds hold, by path below `feeds/`.
    pub fn feeds(&self) -> BTreeMap<String, Vec<u8>> {
        let feed =
            |(key, object): (String, Object)| Some((key.strip_prefix("feeds/")?.to_owned(), object.bytes));
        self.objects().into_iter().filter_map(feed).collect()
    }

    /// Who serves what is in the bucket, by key.
    #[allow(dead_code)]
    pub fn served(&self) -> impl Fn(&str) -> Option<Vec<u8>> + Send + 'static {
        let inside = Arc::clone(&self.inside);
        move |key| inside.lock().unwrap().objects.get(key).map(|object| object.bytes.clone())
    }

    /// Makes the objects those that they once were.
    pub fn restore(&self, objects: &BTreeMap<String, Object>) {
        self.inside.lock().unwrap().objects = objects.clone();
    }

    /// Does something to the objects, as another program would.
    pub fn change(&self, change: impl FnOnce(&mut BTreeMap<String, Object>)) {
        change(&mut self.inside.lock().unwrap().objects);
    }

    /// The requests since the last time, in their order.
    pub fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.inside.lock().unwrap().requests)
    }

    /// Lets a command use this store.
    pub fn give_to<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        if self.inside.lock().unwrap().speech == Speech::Google {
            return command
                .env("GOOGLE_BASE_URL", format!("http://{}", self.address))
                .env("GOOGLE_ALLOW_HTTP", "true")
                .env("GOOGLE_BEARER_TOKEN", SECRET);
        }
        command
            .env("AWS_ENDPOINT", format!("http://{}", self.address))
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET)
            .env("AWS_REGION", "us-east-1")
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.has_ended.store(true, Ordering::SeqCst);
        // The listener looks up when somebody comes.
        let _ = TcpStream::connect(self.address);
    }
}

/// Answers the requests of one connection, one after the other.
fn serve(stream: &TcpStream, inside: &Mutex<Inside>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(mut request) = head(&mut reader)? {
        let length: usize = request.headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        let fate = {
            let mut inside = inside.lock().unwrap();
            request.number = inside.requests.len();
            inside.requests.push(request.clone());
            (inside.rule)(&request)
        };
        if let Fate::Stalled(delay) = fate {
            thread::sleep(delay);
            return stream.shutdown(Shutdown::Both);
        }
        if let Fate::CutUpload(most) = fate {
            let mut part = vec![0; length.min(most)];
            reader.read_exact(&mut part)?;
            return stream.shutdown(Shutdown::Both);
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let answer = match fate {
            Fate::Refused(status, code) => {
                let text = format!(
                    "<?xml version=\"1.0\"?><Error><Code>{code}</Code><AWSAccessKeyId>{KEY}</AWSAccessKeyId></Error>"
                );
                answer(
                    status,
                    &[("content-type", "application/xml")],
                    text.as_bytes(),
                    request.method != "HEAD",
                )
            }
            _ => carry_out(&request, body, &mut inside.lock().unwrap(), fate == Fate::Unconditional),
        };
        let most = match fate {
            Fate::CutAnswer(most) => most.min(answer.len()),
            _ => answer.len(),
        };
        if let Fate::Late(delay) = fate {
            thread::sleep(delay);
        }
        (&*stream).write_all(&answer[..most])?;
        if most < answer.len() {
            return stream.shutdown(Shutdown::Both);
        }
    }
    Ok(())
}

/// The head of the next request; nothing at the end of the connection.
fn head(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let key = path.trim_start_matches("/news").trim_start_matches('/');
    let (key, query) = (decoded(key), query.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    Ok(Some(Request { method, key, query, headers, number: 0 }))
}

/// A text without percent encoding.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes().iter();
    while let Some(byte) = rest.next() {
        let hex = |digit: Option<&u8>| char::from(*digit.unwrap()).to_digit(16).unwrap();
        bytes.push(if *byte == b'%' { (hex(rest.next()) * 16 + hex(rest.next())) as u8 } else { *byte });
    }
    String::from_utf8(bytes).unwrap()
}

fn answer(status: u16, headers: &[(&str, &str)], body: &[u8], has_body: bool) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Some\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !headers.iter().any(|(name, _)| *name == "content-length") {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend(if has_body { body } else { &[] });
    bytes
}

/// Does what a request asks for, and answers it.
fn carry_out(request: &Request, body: Vec<u8>, inside: &mut Inside, is_unconditional: bool) -> Vec<u8> {
    let error = |status: u16, code: &str| {
        let text = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>");
        answer(status, &[("content-type", "application/xml")], text.as_bytes(), request.method != "HEAD")
    };
    let is_google = inside.speech == Speech::Google;
    if is_google && request.headers.get("authorization") != Some(&format!("Bearer {SECRET}")) {
        return error(401, "AuthenticationRequired");
    }
    let there = inside.objects.get(&request.key);
    match request.method.as_str() {
        "GET" if request.key.is_empty() => list(request, &inside.objects),
        "GET" | "HEAD" => match there {
            Some(object) => get(request, object),
            None => error(404, "NoSuchKey"),
        },
        "PUT" => {
            let generation = there.and_then(|there| there.headers.get(GENERATION));
            let condition = |name: &str| request.headers.get(name);
            let is_met = match (condition("if-match"), condition("if-none-match")) {
                _ if is_google => condition("x-goog-if-generation-match")
                    .is_none_or(|wanted| generation.map_or("0", String::as_str) == wanted),
                (Some(tag), _) => there.is_some_and(|there| there.e_tag == *tag),
                (None, Some(_)) => there.is_none(),
                (None, None) => true,
            };
            if !is_met && !is_unconditional {
                return error(412, "PreconditionFailed");
            }
            inside.written += 1;
            let generation = (1_700_000_000_000_000 + inside.written).to_string();
            let e_tag = match is_google {
                true => {
                    let mut hasher = DefaultHasher::new();
                    body.hash(&mut hasher);
                    format!("\"{:032x}\"", hasher.finish())
                }
                false => format!("\"{:032x}\"", inside.written),
            };
            let kept = ["content-type", "content-encoding", "cache-control"];
            let headers = request.headers.iter().filter(|(name, _)| kept.contains(&name.as_str()));
            let headers = headers.map(|(name, value)| (name.clone(), value.clone()));
            let own = is_google.then(|| (GENERATION.to_owned(), generation.clone()));
            let object = Object { bytes: body, e_tag: e_tag.clone(), headers: headers.chain(own).collect() };
            inside.objects.insert(request.key.clone(), object);
            let mut headers = vec![("ETag", e_tag.as_str())];
            headers.extend(is_google.then_some((GENERATION, generation.as_str())));
            answer(200, &headers, &[], true)
        }
        "DELETE" if is_google => match inside.objects.remove(&request.key) {
            Some(_) => answer(204, &[], &[], true),
            None => error(404, "NoSuchKey"),
        },
        "POST" => {
            let text = String::from_utf8(body).unwrap();
            let keys = text.split("<Key>").skip(1).filter_map(|rest| rest.split('<').next());
            let mut deleted = String::new();
            for key in keys {
                inside.objects.remove(key);
                deleted.push_str(&format!("<Deleted><Key>{key}</Key></Deleted>"));
            }
            let text = format!("<?xml version=\"1.0\"?><DeleteResult>{deleted}</DeleteResult>");
            answer(200, &[("content-type", "application/xml")], text.as_bytes(), true)
        }
        _ => error(405, "MethodNotAllowed"),
    }
}

fn get(request: &Request, object: &Object) -> Vec<u8> {
    let whole = object.bytes.len();
    let range = request.headers.get("range").and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
    let (start, end) = match range {
        Some((start, end)) => {
            (start.parse().unwrap(), end.parse::<usize>().map_or(whole, |end| whole.min(end + 1)))
        }
        None => (0, whole),
    };
    let body = &object.bytes[start..end];
    let (length, part) = (body.len().to_string(), format!("bytes {start}-{}/{whole}", end.saturating_sub(1)));
    let mut headers = vec![("ETag", object.e_tag.as_str()), ("content-length", length.as_str())];
    headers.push(("Last-Modified", "Tue, 14 Nov 2023 22:13:20 GMT"));
    headers.extend(object.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    if range.is_some() {
        headers.push(("content-range", &part));
    }
    answer(if range.is_some() { 206 } else { 200 }, &headers, body, request.method != "HEAD")
}

/// A listing in pages of seven, so that there are several.
fn list(request: &Request, objects: &BTreeMap<String, Object>) -> Vec<u8> {
    let parameter = |name: &str| {
        let found = request.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        decoded(found.unwrap_or_default())
    };
    let (prefix, after) = (parameter("prefix"), parameter("continuation-token"));
    let mut rest = objects.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after).peekable();
    let (mut text, mut last) = (String::new(), String::new());
    for (key, object) in rest.by_ref().take(7) {
        last.clone_from(key);
        text.push_str(&format!(
            "<Contents><Key>{key}</Key><LastModified>2023-11-14T22:13:20.000Z</LastModified>\
             <ETag>{}</ETag><Size>{}</Size></Contents>",
            object.e_tag.replace('"', "&quot;"),
            object.bytes.len()
        ));
    }
    let next = match rest.peek() {
        Some(_) => {
            format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{last}</NextContinuationToken>")
        }
        None => "<IsTruncated>false</IsTruncated>".to_owned(),
    };
    let text =
        format!("<?xml version=\"1.0\"?><ListBucketResult><Name>news</Name>{text}{next}</ListBucketResult>");
    answer(200, &[("content-type", "application/xml")], text.as_bytes(), true)
}
