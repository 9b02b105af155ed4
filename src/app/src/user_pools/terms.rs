//! Legal documents of clients.

use std::collections::BTreeMap;

use domain::{
    Moment,
    configured::{Config, Live},
    user_pools::terms::{TermsDocument, TermsName, place},
};

use crate::{
    Answer, Fault, Kind,
    kernel::ids,
    user_pools::{UserPools, configurations::Configurations},
};

impl UserPools {
    /// The documents of a pool's clients.
    pub async fn terms(&self, pool_id: &str) -> Answer<Configurations<'_, TermsDocument>> {
        Ok(self.configurations_in(self.pool(pool_id).await?))
    }
}

impl Configurations<'_, TermsDocument> {
    /// Gives a client a document.
    pub async fn create_terms(
        &self,
        client: &str,
        name: TermsName,
        links: BTreeMap<String, String>,
        moment: &Moment,
    ) -> Answer<Live<TermsDocument>> {
        self.area.client_in(self.pool.clone(), client).await?;
        let (id, client) = (ids::uuid().to_string(), client.to_owned());
        self.add(TermsDocument { id, client, name, links }, moment).await
    }

    /// A client's document.
    pub async fn terms_of(&self, client: &str, name: TermsName) -> Answer<Live<TermsDocument>> {
        self.area.client_in(self.pool.clone(), client).await?;
        let missing = || Fault::new(Kind::ResourceNotFound, TermsDocument::not_there(client));
        self.find_by_other_name(&place(client, name)).await?.ok_or_else(missing)
    }
}
