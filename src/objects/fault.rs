//! Failures of a store → what is said of them. What a store answers is never quoted: it may hold the names of keys, signatures and
//! addresses with tokens. Of it remain the status and the code of the store's own table, such as `ExpiredToken`.

use std::error::Error as StdError;
use std::fmt;

use object_store::Error as StoreError;
use object_store::client::{HttpError, HttpErrorKind};

/// Why a request has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is no such object.
    Missing,
    /// The object is not as the request requires it.
    Conflict,
    /// The connection broke or nobody answered: whether the request was carried out is not known.
    Lost(String),
    /// The store, or something before it, was not available though it was asked again and again; nor is it known then.
    Away(String),
    /// Anything else; it is of no use to ask again.
    Failed(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Missing => f.write_str("it is not there any more"),
            Fault::Conflict => f.write_str("another program has changed it"),
            Fault::Lost(message) | Fault::Away(message) | Fault::Failed(message) => f.write_str(message),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        let answer = Answer::of(&error);
        let is_bucket = |code: &str| ["NoSuchBucket", "ContainerNotFound"].contains(&code);
        match error {
            StoreError::NotFound { .. } if answer.code.as_deref().is_some_and(is_bucket) => {
                Fault::Failed("the store has no such bucket".to_owned())
            }
            StoreError::NotFound { .. } => Fault::Missing,
            StoreError::AlreadyExists { .. }
            | StoreError::Precondition { .. }
            | StoreError::NotModified { .. } => Fault::Conflict,
            StoreError::PermissionDenied { .. } | StoreError::Unauthenticated { .. } => answer.refused(),
            StoreError::InvalidPath { .. } => {
                Fault::Failed("its path cannot be the key of an object".to_owned())
            }
            StoreError::NotImplemented { .. } | StoreError::NotSupported { .. } => {
                Fault::Failed("the store cannot do that".to_owned())
            }
            _ => answer.failed(),
        }
    }
}

/// What is known of an answer that was no success.
struct Answer {
    status: Option<u16>,
    /// The code of the store's own table.
    code: Option<String>,
    /// What became of the connection.
    connection: Option<HttpErrorKind>,
    /// Why the store is not trusted.
    trust: Option<Trust>,
    /// Whether credentials could not be had from where the environment says.
    is_about_credentials: bool,
}

impl Answer {
    fn of(error: &StoreError) -> Answer {
        let text = error.to_string();
        let code = text.split("<Code>").nth(1).and_then(|rest| rest.split('<').next());
        let is_code = |code: &&str| {
            (3..=60).contains(&code.len()) && code.chars().all(|letter| letter.is_ascii_alphanumeric())
        };
        let mut source: Option<&(dyn StdError + 'static)> = Some(error);
        let (mut connection, mut trust) = (None, None);
        while let Some(cause) = source {
            connection = cause.downcast_ref::<HttpError>().map(HttpError::kind).or(connection);
            trust = trust.or(Trust::told_by(&cause.to_string()));
            source = cause.source();
        }
        let places = ["169.254.169.254", "computeMetadata", "/token", "AssumeRole", "credential"];
        let is_about_credentials = code.is_none() && places.iter().any(|place| text.contains(place));
        Answer {
            status: status(&text),
            code: code.filter(is_code).map(str::to_owned),
            connection,
            trust,
            is_about_credentials,
        }
    }

    /// The status and the code in parentheses.
    fn named(&self) -> String {
        let status = self.status.map(|status| status.to_string());
        let parts: Vec<String> = status.into_iter().chain(self.code.clone()).collect();
        if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
    }

    fn refused(&self) -> Fault {
        let named = self.named();
        Fault::Failed(format!("the store refuses the credentials of the environment{named}"))
    }

    fn failed(&self) -> Fault {
        if let Some(trust) = self.trust {
            return Fault::Failed(trust.message().to_owned());
        }
        let named = self.named();
        match (self.status, self.connection) {
            (Some(401 | 403), _) => self.refused(),
            (Some(412), _) => Fault::Conflict,
            (Some(429), _) => Fault::Failed(format!("the store answers that it is asked too often{named}")),
            // Whether a gateway has passed the request on is not known.
            (Some(500..), _) => Fault::Away(format!("the store is not available{named}")),
            (Some(_), _) => Fault::Failed(format!("the store refuses the request{named}")),
            (None, _) if self.is_about_credentials => Fault::Failed(
                "there are no credentials: the environment names none, and no service of the machine gives any"
                    .to_owned(),
            ),
            (None, Some(HttpErrorKind::Connect)) => {
                Fault::Away("the store cannot be connected to".to_owned())
            }
            (None, Some(HttpErrorKind::Timeout)) => {
                Fault::Lost("the store does not answer in time".to_owned())
            }
            (None, Some(_)) => Fault::Lost("the connection to the store broke".to_owned()),
            (None, None) => Fault::Failed("the store's answer is not understood".to_owned()),
        }
    }
}

/// Why a store is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// There is nobody to ask.
    NoAuthority,
    /// Those who are asked do not know it.
    Unknown,
}

impl Trust {
    /// What the sentence of a library says of it, if it does.
    fn told_by(text: &str) -> Option<Trust> {
        let sentences =
            [("No CA certificates", Trust::NoAuthority), ("invalid peer certificate", Trust::Unknown)];
        sentences.into_iter().find(|(sentence, _)| text.contains(sentence)).map(|(_, trust)| trust)
    }

    fn message(self) -> &'static str {
        match self {
            Trust::NoAuthority => {
                "there are no certificates of authorities by which a store could be trusted: install those of the system \
                 (`ca-certificates`), or let SSL_CERT_FILE name a file of them"
            }
            Trust::Unknown => {
                "the certificate of the store is not trusted: it must be valid, be for this name, and be signed by an \
                 authority of the system or of the file that SSL_CERT_FILE names"
            }
        }
    }
}

/// The status that an error names.
fn status(text: &str) -> Option<u16> {
    let after = text.split("status code: ").nth(1)?;
    after.get(..3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(text: &str) -> Fault {
        StoreError::Generic { store: "S3", source: text.to_owned().into() }.into()
    }

    #[test]
    fn of_an_answer_the_status_and_the_code_are_told_and_nothing_else() {
        let body = "Server returned non-2xx status code: 403 Forbidden: <Error><Code>SignatureDoesNotMatch</Code>\
                    <AWSAccessKeyId>AKIASECRET</AWSAccessKeyId><StringToSign>x</StringToSign></Error>";
        let said = failed(body).to_string();
        assert_eq!(said, "the store refuses the credentials of the environment (403, SignatureDoesNotMatch)");
        let said =
            failed("status code: 503 Service Unavailable: <Code>Slow Down, key=abc</Code>").to_string();
        assert_eq!(said, "the store is not available (503)");
    }

    #[test]
    fn a_condition_that_fails_is_told_from_a_store_that_is_away() {
        assert_eq!(failed("status code: 412 Precondition Failed: "), Fault::Conflict);
        assert!(matches!(failed("status code: 502 Bad Gateway: "), Fault::Away(_)));
        assert!(matches!(failed("status code: 400 Bad Request: "), Fault::Failed(_)));
    }

    #[test]
    fn a_store_that_is_not_trusted_is_told_from_one_that_is_away() {
        let said = |text: &str| failed(text).to_string();
        assert!(said("client error: invalid peer certificate: UnknownIssuer").contains("is not trusted"));
        assert!(said("No CA certificates were loaded from the system").contains("SSL_CERT_FILE"));
    }

    #[test]
    fn credentials_that_cannot_be_had_are_told_from_an_answer_that_is_not_understood() {
        let said = |text: &str| failed(text).to_string().contains("there are no credentials");
        assert!(said("request error: http://metadata.google.internal/computeMetadata/v1/instance"));
        assert!(!said("Unable to extract metadata from headers: ETag Header missing from response"));
    }
}
