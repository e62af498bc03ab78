# Horas de publicación de los canales, y la cola.
slots-title = Horas de publicación
slots-text = Lo que se añade a la cola sale a la siguiente hora libre. Las horas son de { $zone }.
slots-none = Todavía no hay horas de publicación. Con ellas, las publicaciones se añaden a la cola sin elegir una hora para cada una.
slots-next = Siguiente hora libre
slots-none-free = Sin hora de publicación libre.
slots-set = Fijar horas de publicación
slots-weekdays = Días de la semana
slots-time = Hora
slots-add = Añadir horas de publicación
slots-added = Horas de publicación añadidas.
slots-removed = { $weekday }, { $time }, ya no es hora de publicación. Lo que ya está en la cola conserva su hora.
slots-remove = Quitar { $weekday }, { $time }
slots-queue = Añadir a la cola
slots-queued = En la cola: cada canal a su siguiente hora libre.
slots-fill = { $count ->
    [one] Hora de publicación libre de un canal: escribir una publicación para ella
   *[other] Hora de publicación libre de { $count } canales: escribir una publicación para ella
}
error-no_posting_times = { $channel } no tiene ninguna hora de publicación libre. Fija horas en la página del canal o elige una hora.
error-clock_malformed = Escribe una hora como 09:30.
error-too_many_slots = Un canal tiene como máximo { $limit } horas de publicación.
error-slot_malformed = Una hora de publicación necesita un día de 1 a 7 y una hora como 09:30.
error-queue_or_time = O la cola o una hora, no las dos cosas.
audit-action-set_slots = Fijó las horas de publicación de un canal
