//! The keys of a pool for SAML: the one that signs its messages, and one for each provider that encrypts. Each is made when it is asked for
//! first.

use crypto::{
    certificate,
    jwt::{JwtFault, Scheme},
};
use domain::{
    Moment, Stream,
    user_pools::saml_signer::{self, KeyMade, SamlSigner, commands::MakeKey},
};
use ledger::Failure;

use crate::{
    Answer, Fault, Kind,
    kernel::fault::failed,
    user_pools::{UserPools, pools::OpenPool},
};

/// How long a certificate is good: ten years, as at AWS.
const CERTIFICATE_SECONDS: i64 = 10 * 365 * 24 * 3_600;

impl UserPools {
    /// The certificate of the key that signs a pool's SAML messages, as base64 without line breaks.
    pub async fn signing_certificate(&self, pool_id: &str, moment: &Moment) -> Answer<String> {
        let pool = self.pool(pool_id).await?;
        Ok(self.saml_signing_key(&pool, moment).await?.certificate)
    }

    /// The key that signs a pool's SAML messages.
    pub(crate) async fn saml_signing_key(&self, pool: &OpenPool, moment: &Moment) -> Answer<KeyMade> {
        self.saml_key(pool, &saml_signer::stream(&pool.id), moment).await
    }

    /// The key that a provider encrypts for; `provider` is the id of its configuration's stream.
    pub(super) async fn saml_encryption_key(
        &self,
        pool: &OpenPool,
        provider: &str,
        moment: &Moment,
    ) -> Answer<KeyMade> {
        self.saml_key(pool, &saml_signer::of_provider(&pool.id, provider), moment).await
    }

    async fn saml_key(&self, pool: &OpenPool, stream: &Stream, moment: &Moment) -> Answer<KeyMade> {
        if let Some(made) = self.made_saml_key(stream).await? {
            return Ok(made);
        }
        let make = self.make_saml_key(pool, moment).await?;
        match self.core.directories.saml_signers.ask(stream, make, moment).await {
            // Another request made one meanwhile, which stays.
            Ok(()) | Err(Failure::Refused(saml_signer::Refusal::AlreadyMade)) => {}
            Err(failure) => return Err(failed::<SamlSigner>(failure)),
        }
        self.made_saml_key(stream).await?.ok_or_else(unmade)
    }

    async fn made_saml_key(&self, stream: &Stream) -> Answer<Option<KeyMade>> {
        let signer = self.core.directories.saml_signers.look(stream).await;
        Ok(match &*signer.map_err(failed::<SamlSigner>)? {
            SamlSigner::Absent => None,
            SamlSigner::Ready(made) => Some(made.clone()),
        })
    }

    async fn make_saml_key(&self, pool: &OpenPool, moment: &Moment) -> Answer<MakeKey> {
        let (name, from, making) = (pool.id.to_string(), moment.now.seconds(), self.core.making.clone());
        let make = move || {
            let private = making.rsa_key(Scheme::Rs256)?.private;
            let until = from + CERTIFICATE_SECONDS;
            let certificate = certificate::self_signed(&private, &name, from, until)?;
            Ok::<_, JwtFault>(MakeKey { certificate, private: private.as_str().to_owned().into() })
        };
        self.core.cpu.run(make).await?.map_err(|_| unmade())
    }
}

fn unmade() -> Fault {
    Fault::new(Kind::InternalError, "No key for SAML could be made.")
}
