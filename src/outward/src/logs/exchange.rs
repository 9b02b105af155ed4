//! One request and its answer, as either target over HTTP needs it.

use ports::logs::LogFault;
use reqwest::{Client, Request};

/// Sends a request whose answer matters by its status alone.
pub(super) async fn accepted(http: &Client, request: Request) -> Result<(), LogFault> {
    let response = http.execute(request).await.map_err(|_| LogFault::Unavailable)?;
    match response.status() {
        status if status.is_success() => Ok(()),
        status => Err(LogFault::Refused(status.as_u16())),
    }
}
