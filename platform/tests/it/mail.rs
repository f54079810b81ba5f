//! Mails leave with their transaction, or are kept.

use std::time::Duration;

use kernel::Secret;
use platform::{
    db::Tx,
    mail::{self, Mail, Mailer, SendMail},
};

use crate::Error;

fn to(address: &str) -> Mail {
    Mail { to: address.into(), subject: "Hello".into(), text: "Come in".into(), html: Some("<p>Come in</p>".into()) }
}

testkit::on_both! {
    async fn without_a_mail_server_mails_of_commits_are_kept_and_forgotten_in_time(world: World) {
        let platform = &world.platform;
        Mailer::stored().serve(platform);
        for (n, refuse) in [false, true, false].into_iter().enumerate() {
            let answer = platform.db.write(async move |tx: &Tx| {
                tx.enqueue(&SendMail(to(&format!("{n}@example.org"))));
                if refuse { Err(Error::Refused) } else { Ok(()) }
            }).await;
            assert_eq!(answer.is_err(), refuse);
            platform.jobs.run_due().await.expect("the queue");
            world.clock.advance(Duration::from_secs(60));
        }
        let kept = mail::kept(&platform.db, 10).await.expect("a read");
        assert_eq!(kept.iter().map(|kept| kept.mail.clone()).collect::<Vec<_>>(), [to("2@example.org"), to("0@example.org")]);
        assert_eq!(mail::kept(&platform.db, 1).await.expect("a read").len(), 1);
        assert_eq!(mail::forget_before(&platform.db, kept[0].at).await.expect("a write"), 1);
        assert_eq!(mail::kept(&platform.db, 10).await.expect("a read"), kept[..1]);
    }

    async fn a_mail_that_never_can_be_sent_is_a_dead_letter_and_one_that_may_waits(world: World) {
        let platform = &world.platform;
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
        // The listener is gone: nobody answers there.
        let mailer = Mailer::smtp(&Secret::new(format!("smtp://{nobody}")), "studio@example.org").expect("an address");
        mailer.serve(platform);
        platform.db.write(async move |tx: &Tx| -> Result<(), Error> {
            tx.enqueue(&SendMail(to("not an address")));
            tx.enqueue(&SendMail(to("somebody@example.org")));
            Ok(())
        }).await.expect("a write");
        platform.jobs.run_due().await.expect("the queue");
        let depth = platform.jobs.depth().await.expect("the queue");
        assert_eq!((depth.waiting, depth.dead), (1, 1));
        assert!(mail::kept(&platform.db, 10).await.expect("a read").is_empty());
    }
}
