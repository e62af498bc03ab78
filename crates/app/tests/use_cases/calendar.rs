//! The calendar: a month shows the first of each day and counts the rest.

use app::ids::{BrandId, DeliveryId};
use db::values;
use testkit::TestApp;

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

testkit::db_test! {
    async fn a_month_shows_the_first_of_each_day_and_counts_the_rest(t: TestApp) {
        let owner = t.owner().await;
        t.things(&owner).await;
        let start = t.now();
        let tx = t.db.write().await.expect("tx");
        // Six more on the next day, one of them canceled; two on the day after; one in another brand's name.
        for (day, hour, state) in
            [(1, 1, "missed"), (1, 2, "missed"), (1, 3, "missed"), (1, 4, "missed"), (1, 5, "failed"), (1, 6, "canceled"),
             (2, 0, "missed"), (2, 1, "failed"), (3, 0, "missed")]
        {
            let brand = if day == 3 { Some(BrandId::generate()) } else { None };
            tx.run(
                "insert into deliveries (workspace_id, id, brand_id, post_id, variant_id, channel_id, state, \
                 scheduled_at, due_at, attempts, attempts_before, created_at) select workspace_id, $1, \
                 coalesce(cast($5 as text), brand_id), post_id, variant_id, channel_id, $2, $3, $3, 0, 0, created_at \
                 from deliveries where state = 'scheduled' and workspace_id = $4",
                values![DeliveryId::generate(), state, start + day * DAY + hour * 60_000, owner.workspace_id, brand],
            )
            .await
            .expect("a delivery");
        }
        tx.commit().await.expect("commit");
        let shown = async |actor: &app::Actor| -> Vec<(usize, i64)> {
            let month = t.calendar_month(actor, "").await.expect("a month");
            let busy = month.days.iter().filter(|day| !day.deliveries.is_empty() || day.more != 0);
            busy.map(|day| (day.deliveries.len(), day.more)).collect()
        };
        assert_eq!(shown(&owner).await, [(4, 2), (2, 0), (1, 0)]);
        let month = t.calendar_month(&owner, "").await.expect("a month");
        let first = month.days.iter().find(|day| !day.deliveries.is_empty()).expect("a day");
        let times: Vec<i64> = first.deliveries.iter().map(|delivery| delivery.scheduled_at).collect();
        assert!(times.is_sorted() && times[0] == start + DAY, "{times:?}");
        let mut of_brand = owner.clone();
        of_brand.brand_scope = Some(t.brand(&owner).await);
        assert_eq!(shown(&of_brand).await, [(4, 2), (2, 0)]);
        t.delete_post(&owner, first.deliveries[0].post_id).await.expect("deleted");
        assert_eq!(shown(&owner).await, []);
    }
}
