//! Metadata of SAML providers, fetched from where their administrators say they are.

use async_trait::async_trait;
use ports::federation::saml::{MAX_METADATA_BYTES, MetadataFault, MetadataSource};
use reqwest::{Method, Request, Url};

use crate::guarded::Guarded;

/// Fetches metadata.
#[derive(Clone, Debug)]
pub struct FetchedMetadata(Guarded);

impl FetchedMetadata {
    /// Fetches where `guarded` lets it.
    pub const fn new(guarded: Guarded) -> Self {
        Self(guarded)
    }

    async fn document(&self, url: &str) -> Option<String> {
        let request = Request::new(Method::GET, Url::parse(url).ok()?);
        let reply = self.0.send(request, MAX_METADATA_BYTES).await.ok()?;
        if reply.status == 200 { String::from_utf8(reply.body).ok() } else { None }
    }
}

#[async_trait]
impl MetadataSource for FetchedMetadata {
    async fn fetch(&self, url: &str) -> Result<String, MetadataFault> {
        self.document(url).await.ok_or_else(|| MetadataFault::Unreachable(url.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_that_gives_no_document_is_named() {
        let fetched = FetchedMetadata::new(Guarded::new(&[]).unwrap());
        for url in ["", "no address", "https://127.0.0.1/metadata", "http://idp.example.com/metadata"] {
            let fault = fetched.fetch(url).await.unwrap_err();
            assert_eq!(fault.to_string(), format!("Error retrieving metadata from {url}"));
        }
    }
}
