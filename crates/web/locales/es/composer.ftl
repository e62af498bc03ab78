composer-own = Texto propio y opciones
composer-own-text = Texto propio para este canal
composer-title = Título
composer-at-most = Como máximo { $count } caracteres.
composer-placement = Dónde aparece
composer-placement-feed = Entre las publicaciones
composer-placement-story = Historia
composer-placement-reel = Reel o short
composer-format-text = texto
composer-format-image = imagen
composer-format-album = álbum
composer-format-video = vídeo
composer-format-document = documento
composer-format-link = Tarjeta de enlace
composer-format-poll = encuesta
composer-format-thread = hilo
composer-link-url = Dirección
composer-link-title = Encabezado
composer-link-text = Descripción
composer-poll = Opciones de la encuesta, una por línea
composer-poll-hint = De { $least } a { $most } opciones de { $limit } caracteres como máximo. El texto de arriba es la pregunta. Vacío: sin encuesta.
composer-poll-open = Abierta durante
composer-as-usual = Como lo hace la red
composer-as-usual-day = 1 día
composer-comment = Primer comentario, justo después de la publicación
composer-lacks = Este canal no tiene: { $formats }.
composer-thread-hint = Para un hilo, ponga una línea de tres guiones entre las publicaciones:
composer-part = Publicación { $number }
composer-may-be-refused = No es seguro:
composer-price = Cuesta { $price } dólares estadounidenses en la red.
composer-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
}
composer-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
}
composer-days = { $count ->
    [one] 1 día
   *[other] { $count } días
}
composer-for = Para { $channel }
composer-poll-of = Encuesta, abierta durante { $time }
composer-comment-of = Primer comentario
error-post_link_url = La tarjeta de enlace necesita una dirección que empiece por https://.
choice-privacy = Quién lo ve
choice-visibility = Quién lo ve
choice-reply_control = Quién puede responder
choice-reply_settings = Quién puede responder
choice-topic_tag = Tema
choice-share_to_feed = También entre las publicaciones
choice-silent = Sin sonido
choice-category = Categoría
choice-categories = Categorías
choice-tags = Etiquetas
choice-license = Licencia
choice-made_for_kids = Hecho para niños
choice-made_with_ai = Hecho con IA
choice-ai_generated = Hecho con IA
choice-synthetic_media = Contenido alterado o sintético
choice-notify_subscribers = Avisar a los suscriptores
choice-nsfw = No apto para menores
choice-sensitive = Contenido delicado
choice-spoiler = Spoiler
choice-allow_comment = Comentarios permitidos
choice-allow_duet = Dúos permitidos
choice-allow_stitch = Stitches permitidos
choice-brand_organic = Promociona la marca propia
choice-brand_content = Promociona otra marca
choice-paid_partnership = Colaboración pagada
choice-comments = Comentarios
choice-excerpt = Extracto
choice-status = Estado en el sitio
choice-value-yes = Sí
choice-value-no = No
choice-value-true = Sí
choice-value-false = No
choice-value-public = Todos
choice-value-private = Solo la cuenta
choice-value-unlisted = Solo con el enlace
choice-value-everyone = Todos
choice-value-open = Abiertos
choice-value-closed = Cerrados
choice-value-publish = Publicado
choice-value-draft = Borrador
composer-fit = Hacer que quepa
composer-version-here = Aquí en su lugar:
composer-unfit = Tomar el original
