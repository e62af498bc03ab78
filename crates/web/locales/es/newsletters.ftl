# Boletines: la lista, el remitente, las cartas, darse de baja.
subscribers-title = { $newsletter }: suscripciones
subscribers-list = Suscripciones
subscribers-text = Quién recibe este boletín y qué prueba que lo pidió.
subscribers-states = Estados
subscribers-state = Estado
subscribers-state-subscribed = De alta
subscribers-state-unsubscribed = De baja
subscribers-state-bounced = La dirección no existe
subscribers-all = Todas { $count }
subscribers-show-all = Mostrar todas
subscribers-email = Correo electrónico
subscribers-name = Nombre
subscribers-consent = Consentimiento
subscribers-consent-source = Dónde lo pidió
subscribers-consent-source-hint = El formulario, la feria o el contrato. Se guarda como prueba.
subscribers-consent-on = Cuándo lo pidió
subscribers-consent-on-hint = Vacío: hoy.
subscribers-again = Se dio de baja y lo ha vuelto a pedir
subscribers-again-hint = Solo así vuelve a la lista quien se había ido.
subscribers-added-by = Registrado por
subscribers-add = Añadir una suscripción
subscribers-added = { $email } recibe el boletín.
subscribers-actions = Acciones para { $email }
subscribers-unsubscribe = Dar de baja
subscribers-unsubscribed = { $email } no recibirá más correos.
subscribers-forget = Olvidar
subscribers-forget-confirm = ¿Olvidar { $email }? Se borra todo lo suyo. Solo queda una huella de la dirección, para que ninguna importación la devuelva.
subscribers-forgotten = Se ha borrado todo lo suyo.
subscribers-export = Exportar
subscribers-none = Todavía no hay nadie en la lista
subscribers-none-text = Importa una lista o añade personas una por una.
subscribers-none-found = Nadie coincide con esta búsqueda
subscribers-import = Importar una lista
subscribers-import-text = Las líneas sin dirección se muestran después; las demás se guardan. Quien se dio de baja o fue olvidado no vuelve a entrar.
subscribers-import-file = Archivo CSV
subscribers-import-file-hint = Con columnas como email y nombre, separadas por comas, puntos y comas o tabuladores.
subscribers-import-lines = O pega líneas
subscribers-import-lines-hint = Una dirección en cada línea, o Nombre <dirección>.
subscribers-import-done = Qué hizo la importación
subscribers-import-added = Nuevas en la lista
subscribers-import-known = Ya estaban o aparecen dos veces
subscribers-import-left = Se habían ido y siguen fuera
subscribers-import-left-note = Quien se dio de baja o fue olvidado sigue fuera, diga lo que diga un archivo. Si lo ha vuelto a pedir, añádelo a mano.
subscribers-import-bounced = Su servidor no conoce esa dirección
subscribers-import-bad = Líneas sin dirección
subscribers-import-bad-more = Se muestran las primeras { $count } de estas líneas.
subscribers-import-line = Línea
subscribers-import-says = Qué dice
subscribers-import-cut = Una importación admite { $limit } líneas; las siguientes no se han leído. Importa el resto en una segunda vez.
subscribers-to-list = A la lista
error-subscriber_known = Esta dirección ya está en la lista.
error-subscriber_left = Esta dirección se dio de baja o fue olvidada. Marca abajo si ha vuelto a pedir el boletín.
error-subscriber_bounced = El servidor de correo de esta dirección dijo que no existe. Marca abajo si ha vuelto a pedir el boletín.
error-newsletter_mail_unset = No hay ningún servidor de correo configurado.
error-newsletter_no_public_address = Esta instancia no tiene dirección pública, así que el enlace para darse de baja no llevaría a ninguna parte. Quien la lleva configura public_url.
error-newsletter_sender_missing = Indica una dirección: esta instancia no tiene una propia desde la que enviar. Quien la lleva configura mail_from.
error-newsletter_not_sent = Tandem no envía este boletín ahora mismo: actívalo en Remitente y aviso legal o vuelve a conectarlo.
error-letters_paused = Hay una pausa. Termínala primero y envía después las cartas.
newsletter-card = Lista y envío
newsletter-settings = Remitente y aviso legal
newsletter-settings-text = De quién es el boletín y si lo envía Tandem.
newsletter-no-mail = No hay ningún servidor de correo configurado, así que este boletín se publica a mano. Lo configura quien lleva esta instancia:
newsletter-sends = Tandem envía este boletín a su lista
newsletter-sends-hint = Si no, lo envían personas a mano, con el texto y los enlaces medidos de aquí.
newsletter-sender-name = Nombre del remitente
newsletter-sender-name-hint = Lo que la gente ve en su buzón.
newsletter-sender-email = Dirección del remitente
newsletter-sender-email-hint = Tu servidor de correo debe poder enviar en su nombre. Vacío: { $usual }
newsletter-domains = Las cartas pueden venir de direcciones de { $domains }. Con cualquier otra vienen de { $usual } y las respuestas van a la tuya.
newsletter-reply-to = Las respuestas van a
newsletter-reply-to-hint = Vacío: al remitente.
newsletter-imprint = Aviso legal
newsletter-imprint-hint = Nombre y dirección postal de quien responde. La ley lo exige en cada correo.
newsletter-saved = Guardado. Este boletín lo envían personas a mano.
newsletter-saved-sends = Guardado. Tandem envía este boletín.
newsletter-subject-hint = El asunto del correo. Vacío: el título de la publicación.
newsletter-is-sent = Lo envía Tandem por correo.
newsletter-by-hand = Lo envían personas a mano.
newsletter-mail-gone = Ya no hay ningún servidor de correo configurado, así que este boletín lo envían personas a mano.
newsletter-on-list = En la lista
channels-mailed-note = Las publicaciones van por correo a todas las personas de la lista, una vez a cada una.
letters-title = Cartas
letters-recipients = Destinatarios
letters-sent = Enviadas
letters-waiting = En espera
letters-bounced = La dirección no existe
letters-unknown = Sin aclarar
letters-leavers = Bajas por esta carta
letters-none = No hay cartas
letters-none-text = Cuando toca publicar en un boletín, aquí se escribe una carta para cada persona de su lista.
letters-not-sent = Sin enviar: { $left } ya se habían ido, { $dropped } se descartaron.
letters-held = { $count ->
    [one] 1 carta está retenida: por una pausa o porque el boletín no se enviaba desde aquí. Saldrá cuando tú lo digas.
   *[other] { $count } cartas están retenidas: por una pausa o porque el boletín no se enviaba desde aquí. Saldrán cuando tú lo digas.
}
letters-release = Enviarlas
letters-drop = Descartarlas
letters-waiting-note = { $count ->
    [one] Queda 1 carta por salir.
   *[other] Quedan { $count } cartas por salir.
}
letters-drop-confirm = ¿Descartar las cartas que no han salido? Nadie las recibirá ya.
letters-unknown-note = { $count ->
    [one] La conexión se cortó antes de que el servidor respondiera por 1 carta. Puede que haya llegado, así que no se reenvía sola.
   *[other] La conexión se cortó antes de que el servidor respondiera por { $count } cartas. Puede que hayan llegado, así que no se reenvían solas.
}
letters-resend = Enviar a estas de todos modos
letters-resend-confirm = Quien ya tenga la carta recibirá otra. ¿Enviar de todos modos?
letters-failed-note = { $count ->
    [one] 1 carta no salió. Lo que dijo el servidor de correo está abajo.
   *[other] { $count } cartas no salieron. Lo que dijo el servidor de correo está abajo.
}
letters-retry = Intentarlo otra vez con estas
letters-moved = { $count ->
    [one] Hecho para 1 carta.
   *[other] Hecho para { $count } cartas.
}
letters-troubled = Cartas que no fueron bien
letters-state = Estado
letters-state-waiting = En espera
letters-state-claimed = En espera
letters-state-sending = Enviándose
letters-state-sent = Enviada
letters-state-bounced = La dirección no existe
letters-state-failed = Sin enviar
letters-state-unknown = Sin aclarar
letters-state-unsubscribed = Ya se había ido
letters-state-held = Retenida
letters-state-dropped = Descartada
letters-says = Qué dijo el servidor de correo
letters-no-address = no se muestra
letters-error-no_answer = No respondió.
letters-error-not_ready = La carta no se pudo preparar, por ejemplo porque falta una imagen.
letters-error-mail_unreachable = No se pudo contactar con él durante dos días.
letters-reason = Recibes este correo porque pediste «{ $newsletter }».
letters-unsubscribe = Darse de baja
deliveries-error-list_empty = No hay nadie en la lista de este boletín.
deliveries-error-letter_no_text = Una carta necesita un texto.
deliveries-error-letter_only_pictures = Una carta solo lleva imágenes JPEG, PNG o GIF.
deliveries-error-letter_pictures_too_large = Las imágenes pesan juntas más de 5 MB.
error-letter_no_text = { $channel }: una carta necesita un texto.
error-letter_only_pictures = { $channel }: una carta solo lleva imágenes JPEG, PNG o GIF.
error-letter_pictures_too_large = { $channel }: las imágenes pesan juntas más de 5 MB.
leave-newsletter-title = Darse de baja
leave-newsletter-text = Pulsa el botón y no recibirás más correos de este boletín.
leave-newsletter-do = Darme de baja
leave-newsletter-left = Te has dado de baja
leave-newsletter-left-text = No recibirás más correos de este boletín. ¿Ha sido un error?
leave-newsletter-undo = No era mi intención
leave-newsletter-stays = Sigues de alta
leave-newsletter-stays-text = El boletín te seguirá llegando. Puedes cerrar esta página.
leave-newsletter-late = Esto ya no se puede deshacer aquí
leave-newsletter-late-text = El enlace solo deshace una baja hecha con él mismo, durante un día. Para volver a recibir el boletín, pídelo a quien lo envía.
