alerts-title = Avisos
alerts-text = Lo que debes saber sin tener que buscarlo.
alerts-bell = { $count ->
    [0] Avisos
    [one] Avisos, uno sin leer
   *[other] Avisos, { $count } sin leer
  }
alerts-none = No hay avisos
alerts-none-text = Cuando una publicación falla o un canal te necesita, aparece aquí.
alerts-read = Marcar como leído
alerts-read-all = Marcar todos como leídos
alerts-all-read = Todos los avisos están leídos.
alerts-cleared = resuelto
alerts-mail = Por correo
alerts-mail-text = Cada aviso llega por correo una vez como mucho, salvo que ya lo hayas leído.
alerts-mail-on = Los avisos te llegan por correo.
alerts-mail-off = Los avisos no te llegan por correo.
alerts-mail-turn-on = Recibir correos
alerts-mail-turn-off = No recibir correos
alerts-mail-saved = Guardado.
alerts-no-mail = Esta instalación no tiene servidor de correo, así que no se envía nada.
alerts-kind-post_failed = Publicación fallida
alerts-kind-post_missed = Publicación perdida
alerts-kind-post_unclear = Publicación dudosa
alerts-kind-post_at_risk = Publicación en riesgo
alerts-kind-channel_reconnect = Un canal te necesita
alerts-kind-post_over_budget = Publicación sobre el presupuesto
alerts-kind-letters_failed = Cartas sin enviar
alerts-kind-letters_unclear = Cartas sin aclarar
alerts-text-post_failed = { $channel } rechazó «{ $title }» y no salió.
alerts-text-post_missed = «{ $title }» llegó tarde para { $channel } y no se envió.
alerts-text-post_unclear = Nadie sabe si «{ $title }» salió en { $channel }. Míralo y dilo, por favor.
alerts-text-post_at_risk = «{ $title }» vence en menos de una hora y { $channel } no responde como debería.
alerts-text-channel_reconnect = { $channel } rechaza el acceso. Conéctalo de nuevo.
alerts-text-post_over_budget = «{ $title }» está retenida: el dinero de este mes de { $channel } no alcanza.
alerts-text-letters_failed = Hay cartas de «{ $title }» a { $channel } que no salieron. Mira por qué e inténtalo otra vez.
alerts-text-letters_unclear = Nadie sabe si algunas cartas de «{ $title }» a { $channel } salieron. Di, por favor, qué se hace con ellas.
alerts-letter-subject = { $kind } – { $workspace }
alerts-letter-text = { $sentence }

    { $url }

    Recibes esto porque puedes publicar para { $workspace }. Aquí se activan y desactivan los avisos por correo:
    { $settings }
