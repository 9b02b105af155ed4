//! Styles of the managed sign-in pages, one a client.

mod merged;

use domain::{
    Moment,
    configured::{Config, Live},
    user_pools::branding::{Asset, BrandingStyle, Settings},
};

pub use merged::merged;

use crate::{
    Answer, Fault, Kind,
    kernel::ids,
    user_pools::{UserPools, configurations::Configurations},
};

impl UserPools {
    /// The styles of a pool.
    pub async fn brandings(&self, pool_id: &str) -> Answer<Configurations<'_, BrandingStyle>> {
        Ok(self.configurations_in(self.pool(pool_id).await?))
    }
}

impl Configurations<'_, BrandingStyle> {
    /// Gives a client its style.
    pub async fn create_branding(
        &self,
        client: &str,
        settings: Settings,
        assets: Vec<Asset>,
        moment: &Moment,
    ) -> Answer<Live<BrandingStyle>> {
        self.area.client_in(self.pool.clone(), client).await?;
        let (id, client) = (ids::uuid().to_string(), client.to_owned());
        self.add(BrandingStyle { id, client, settings, assets }, moment).await
    }

    /// The style of a client.
    pub async fn branding_of(&self, client: &str) -> Answer<Live<BrandingStyle>> {
        self.area.client_in(self.pool.clone(), client).await?;
        let missing = || Fault::new(Kind::ResourceNotFound, BrandingStyle::not_there(client));
        self.find_by_other_name(client).await?.ok_or_else(missing)
    }
}
