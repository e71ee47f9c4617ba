//! The addresses that have changed → a request to whoever keeps copies of them.

use std::time::Duration;

use object_store::ClientOptions;
use object_store::client::{HttpConnector, HttpRequest, ReqwestConnector};
use url::Url;

/// Posts a text, and waits for the answer.
///
/// # Errors
///
/// When there is no answer within the time, or one that is no success; the message names no address, which may hold a token.
pub fn post(url: &Url, text: String, timeout: Duration) -> Result<(), String> {
    let runtime = super::runtime().map_err(|error| error.to_string())?;
    let options = ClientOptions::new().with_timeout(timeout).with_allow_http(true);
    let client = ReqwestConnector::default().connect(&options);
    let client = client.map_err(|_| "no client can be made for it".to_owned())?;
    let mut request = HttpRequest::new(text.into_bytes().into());
    *request.method_mut() = "POST".parse().map_err(|_| "it cannot be asked".to_owned())?;
    *request.uri_mut() = url.as_str().parse().map_err(|_| "its URL is none of HTTP".to_owned())?;
    let kind = object_store::HeaderValue::from_static("text/plain; charset=utf-8");
    request.headers_mut().insert("content-type", kind);
    let answer = runtime.block_on(client.execute(request));
    let answer = answer.map_err(|_| "it does not answer".to_owned())?;
    match answer.status() {
        status if status.is_success() => Ok(()),
        status => Err(format!("it answers {}", status.as_u16())),
    }
}
