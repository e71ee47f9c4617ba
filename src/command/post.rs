//! A text → an answer of a server over HTTP, by POST, where changes are announced. No redirection is followed, since it could lead anywhere; what a
//! server says beside its status is not repeated, since it may quote tokens.

use std::time::Duration;

use ureq::Agent;
use ureq::http::header::RETRY_AFTER;

/// How a server has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// For how long it wants to be left alone.
    pub retry_after: Option<Duration>,
}

impl Answer {
    /// Whether it has taken the request.
    pub fn is_success(self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// What posts. A server has so long to answer, from looking for its address to the end of what it says.
pub fn client(timeout: Duration) -> Agent {
    Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(concat!("feedmill/", env!("CARGO_PKG_VERSION")))
        .build()
        .into()
}

/// Posts a text of this media type, and waits for the answer.
///
/// # Errors
///
/// When there is none; the message names no URL, which may hold a token.
pub fn post(client: &Agent, url: &str, media_type: &str, text: &str) -> Result<Answer, String> {
    let sent = client.post(url).content_type(media_type).send(text);
    let answer = sent.map_err(|error| fault(&error))?;
    let seconds =
        answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    Ok(Answer { status: answer.status().as_u16(), retry_after: seconds.map(Duration::from_secs) })
}

/// Why there is no answer.
fn fault(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "it does not answer in time".to_owned(),
        ureq::Error::HostNotFound => "its host is not known".to_owned(),
        ureq::Error::ConnectionFailed => "it cannot be connected to".to_owned(),
        ureq::Error::Io(error) => format!("it cannot be asked: {error}"),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            "its certificate or its encryption is not right".to_owned()
        }
        ureq::Error::BadUri(_) => "its URL is none of HTTP".to_owned(),
        _ => "it does not answer as HTTP wants it".to_owned(),
    }
}
