//! What the metadata of a pool's SAML providers say. A document that was given is read whenever it is needed; one at an address is fetched
//! when the provider is configured and again every six hours, and what it last said stays good while the address does not answer.

use std::sync::Arc;

use domain::{
    Moment,
    configured::Config,
    user_pools::{
        identity_provider::{Details, Metadata, ProviderConfig, SamlProvider},
        saml_peer::{self, Said, SamlPeer as Recorded, commands::RecordMetadata},
    },
};
use moka::sync::Cache;
use ports::federation::saml::{MetadataFault, MetadataSource, Saml, SamlPeer};

use crate::{
    Answer, Fault, Kind,
    kernel::fault::failed,
    user_pools::{UserPools, pools::OpenPool},
};

/// After how many seconds metadata at an address are fetched again.
const REREAD_SECONDS: i64 = 6 * 3_600;
/// After how many seconds an address that did not answer is asked again.
const RETRY_SECONDS: i64 = 300;
/// The most addresses whose metadata are remembered; others are fetched again sooner.
const REMEMBERED_MAX: u64 = 4_096;

/// The adapter for SAML, and what it has read.
pub(in crate::user_pools) struct Peers {
    saml: Arc<dyn Saml>,
    source: Arc<dyn MetadataSource>,
    /// What metadata at an address say, by the stream of the provider's peer.
    read: Cache<String, Remembered>,
}

/// What metadata at an address said.
#[derive(Clone)]
struct Remembered {
    source: String,
    peer: SamlPeer,
    /// From when on they are fetched again, in seconds since the epoch.
    stale_at: i64,
}

/// What is shown of a SAML provider beside its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPeer {
    /// `SSORedirectBindingURI`
    pub sign_in_url: String,
    /// `SLORedirectBindingURI`
    pub sign_out_url: Option<String>,
    /// `ActiveEncryptionCertificate`
    pub encryption_certificate: Option<String>,
}

impl Peers {
    pub(in crate::user_pools) fn new(saml: Arc<dyn Saml>, source: Arc<dyn MetadataSource>) -> Self {
        Self { saml, source, read: Cache::new(REMEMBERED_MAX) }
    }

    /// The adapter.
    pub(crate) fn saml(&self) -> &Arc<dyn Saml> {
        &self.saml
    }

    async fn fetch(&self, url: &str, now: i64) -> Result<SamlPeer, MetadataFault> {
        let document = self.source.fetch(url).await?;
        self.saml.read_metadata(&document, now)
    }
}

impl UserPools {
    /// Speaks SAML.
    pub(crate) fn saml(&self) -> &Arc<dyn Saml> {
        self.saml.saml()
    }

    /// What the metadata of a provider that is being configured say, if it is a SAML provider. They must be there and right.
    pub(in crate::user_pools) async fn check_metadata(
        &self,
        details: &Details,
        moment: &Moment,
    ) -> Answer<Option<SamlPeer>> {
        let Details::Saml(provider) = details else { return Ok(None) };
        let now = moment.now.seconds();
        let peer = match &provider.metadata {
            Metadata::File(document) => self.saml.saml.read_metadata(document, now),
            Metadata::Url(url) => self.saml.fetch(url, now).await,
        };
        peer.map(Some).map_err(|fault| unreadable(&fault))
    }

    /// What the metadata of a SAML provider say.
    pub(crate) async fn saml_peer(
        &self,
        pool: &OpenPool,
        name: &str,
        provider: &SamlProvider,
        moment: &Moment,
    ) -> Answer<SamlPeer> {
        match &provider.metadata {
            // They were good when they were given, so a certificate that has expired since stays the provider's.
            Metadata::File(document) => {
                self.saml.saml.read_metadata(document, 0).map_err(|fault| unreadable(&fault))
            }
            Metadata::Url(url) => {
                let id = self.saml_provider_id(pool, name).await?;
                self.peer_at(pool, &id, url, moment).await
            }
        }
    }

    /// What is shown of a provider beside its configuration, if it is a SAML provider. It fetches nothing: what was never read is not shown.
    pub async fn shown_peer(
        &self,
        pool: &OpenPool,
        provider: &ProviderConfig,
        moment: &Moment,
    ) -> Answer<Option<ShownPeer>> {
        let Details::Saml(details) = &provider.details else { return Ok(None) };
        let id = self.saml_provider_id(pool, &provider.name).await?;
        let peer = match &details.metadata {
            Metadata::File(document) => self.saml.saml.read_metadata(document, 0).ok(),
            Metadata::Url(url) => self.recorded_peer(pool, &id, url).await?,
        };
        let Some(peer) = peer else { return Ok(None) };
        let encryption_certificate = match details.must_encrypt {
            Some(true) => Some(self.saml_encryption_key(pool, &id, moment).await?.certificate),
            _ => None,
        };
        let SamlPeer { sign_in_url, sign_out_url, .. } = peer;
        Ok(Some(ShownPeer { sign_in_url, sign_out_url, encryption_certificate }))
    }

    /// The private key that a provider encrypts for, if it must encrypt: PKCS #8, DER, standard base64.
    pub(crate) async fn saml_decryption_key(
        &self,
        pool: &OpenPool,
        name: &str,
        provider: &SamlProvider,
        moment: &Moment,
    ) -> Answer<Option<String>> {
        if provider.must_encrypt != Some(true) {
            return Ok(None);
        }
        let id = self.saml_provider_id(pool, name).await?;
        let made = self.saml_encryption_key(pool, &id, moment).await?;
        Ok(made.private.known().cloned())
    }

    async fn peer_at(&self, pool: &OpenPool, id: &str, url: &str, moment: &Moment) -> Answer<SamlPeer> {
        let (key, now) = (saml_peer::stream(&pool.id, id).to_string(), moment.now.seconds());
        let remembered = self.saml.read.get(&key).filter(|remembered| remembered.source == url);
        if let Some(remembered) = remembered.filter(|remembered| now < remembered.stale_at) {
            return Ok(remembered.peer);
        }
        let (peer, stale_at) = match self.saml.fetch(url, now).await {
            Ok(peer) => {
                self.record_metadata(pool, id, url, &peer, moment).await?;
                (peer, now + REREAD_SECONDS)
            }
            Err(fault) => {
                let known = self.recorded_peer(pool, id, url).await?;
                tracing::warn!(pool = %pool.id, kept = known.is_some(), "the metadata of a SAML provider were not read");
                (known.ok_or_else(|| unreadable(&fault))?, now + RETRY_SECONDS)
            }
        };
        self.saml.read.insert(key, Remembered { source: url.to_owned(), peer: peer.clone(), stale_at });
        Ok(peer)
    }

    async fn record_metadata(
        &self,
        pool: &OpenPool,
        id: &str,
        url: &str,
        peer: &SamlPeer,
        moment: &Moment,
    ) -> Answer<()> {
        let record = RecordMetadata { source: url.to_owned(), said: said(peer) };
        let stream = saml_peer::stream(&pool.id, id);
        self.core.directories.saml_peers.ask(&stream, record, moment).await.map_err(failed::<Recorded>)
    }

    async fn recorded_peer(&self, pool: &OpenPool, id: &str, url: &str) -> Answer<Option<SamlPeer>> {
        let known = self.core.directories.saml_peers.look(&saml_peer::stream(&pool.id, id)).await;
        Ok(match &*known.map_err(failed::<Recorded>)? {
            Recorded::Known(read) if read.source == url => Some(peer(&read.said)),
            Recorded::Known(_) | Recorded::Unknown => None,
        })
    }

    /// The id of a provider's configuration.
    async fn saml_provider_id(&self, pool: &OpenPool, name: &str) -> Answer<String> {
        let holder = self.core.ledger.holder(&pool.id, ProviderConfig::KIND, name).await?;
        let missing = || Fault::new(Kind::ResourceNotFound, ProviderConfig::not_there(name));
        Ok(holder.ok_or_else(missing)?.id().to_owned())
    }
}

/// What is recorded of a provider's metadata together with its configuration, so that it stays known: where they are at an address.
pub(in crate::user_pools) fn metadata_to_keep(
    details: &Details,
    peer: Option<SamlPeer>,
) -> Option<RecordMetadata> {
    match (details, peer) {
        (Details::Saml(SamlProvider { metadata: Metadata::Url(url), .. }), Some(peer)) => {
            Some(RecordMetadata { source: url.clone(), said: said(&peer) })
        }
        _ => None,
    }
}

fn unreadable(fault: &MetadataFault) -> Fault {
    Fault::invalid(fault.to_string())
}

fn said(peer: &SamlPeer) -> Said {
    Said {
        entity_id: peer.entity_id.clone(),
        sign_in_url: peer.sign_in_url.clone(),
        sign_out_url: peer.sign_out_url.clone(),
        certificates: peer.certificates.clone(),
    }
}

fn peer(said: &Said) -> SamlPeer {
    SamlPeer {
        entity_id: said.entity_id.clone(),
        sign_in_url: said.sign_in_url.clone(),
        sign_out_url: said.sign_out_url.clone(),
        certificates: said.certificates.clone(),
    }
}
