//! What the sign-in pages of a client have: it ends with the client.

use domain::{
    Moment, Stream,
    configured::{Config, ConfiguredRefusal, Delete},
    user_pools::{
        branding::{self, BrandingStyle},
        classic_style::ClassicStyle,
        client::{self, Client, commands::DeleteClient},
        terms::{self, TermsDocument, TermsName},
    },
};
use ledger::{Failure, Together};

use crate::{
    Answer,
    kernel::fault::failed,
    user_pools::{
        UserPools,
        configurations::{Configurations, ServedConfig, fault},
        pools::OpenPool,
    },
};

/// Where all of it lies.
struct ClientPages {
    style: Option<Stream>,
    branding: Option<Stream>,
    terms: Vec<Stream>,
}

impl UserPools {
    /// Deletes a client together with what its pages have.
    pub(super) async fn delete_with_pages(
        &self,
        pool: &OpenPool,
        client_id: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let stream = client::stream(&pool.id, client_id);
        let pages = self.pages_of(pool, client_id).await?;
        let deleted = self.core.ledger.together(moment, async |change| {
            change.ask(&stream, &DeleteClient).await.map_err(failed::<Client>)?;
            end::<ClassicStyle>(change, pages.style.as_ref()).await?;
            end::<BrandingStyle>(change, pages.branding.as_ref()).await?;
            for document in &pages.terms {
                end::<TermsDocument>(change, Some(document)).await?;
            }
            Ok(())
        });
        deleted.await
    }

    async fn pages_of(&self, pool: &OpenPool, client: &str) -> Answer<ClientPages> {
        let styles: Configurations<'_, ClassicStyle> = self.configurations_in(pool.clone());
        let brandings: Configurations<'_, BrandingStyle> = self.configurations_in(pool.clone());
        let documents: Configurations<'_, TermsDocument> = self.configurations_in(pool.clone());
        let mut terms = Vec::new();
        for name in TermsName::ALL {
            terms.extend(documents.holder(terms::DOCUMENT_SCOPE, &terms::place(client, name)).await?);
        }
        Ok(ClientPages {
            style: styles.holder(ClassicStyle::KIND, client).await?,
            branding: brandings.holder(branding::CLIENT_SCOPE, client).await?,
            terms,
        })
    }
}

/// Deletes what is there. Fine where it ended meanwhile.
async fn end<C: ServedConfig>(change: &mut Together<'_>, stream: Option<&Stream>) -> Answer<()> {
    let Some(stream) = stream else { return Ok(()) };
    match change.ask(stream, &Delete::<C>::default()).await {
        Err(Failure::Refused(ConfiguredRefusal::NotFound)) => Ok(()),
        ended => ended.map_err(|failure| fault::<C>(failure, stream.id.id())),
    }
}
